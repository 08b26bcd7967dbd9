// Whether an OpenAPI document keeps its own specification: node check.js FILE
import { readFileSync } from 'node:fs';
import { Validator } from '@seriousme/openapi-schema-validator';

const document = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const validator = new Validator();
const result = await validator.validate(structuredClone(document));
const problems = result.valid ? [] : [JSON.stringify(result.errors, undefined, 1)];
if (validator.version !== '3.1') problems.push(`it is read as version ${validator.version}, not 3.1`);

// What the schema of OpenAPI cannot say: names in paths have parameters, ids of operations are there once, schemes are declared.
const ids = new Set();
let operations = 0;
for (const [path, item] of Object.entries(document.paths)) {
  for (const [method, operation] of Object.entries(item)) {
    ++operations;
    if (ids.has(operation.operationId)) problems.push(`${method} ${path}: the id ${operation.operationId} is there twice`);
    ids.add(operation.operationId);
    if (!operation.summary) problems.push(`${method} ${path}: no summary`);
    const inPath = (operation.parameters ?? []).filter((one) => one.in === 'path').map((one) => one.name).sort();
    const named = [...path.matchAll(/\{([^}]+)\}/g)].map((one) => one[1]).sort();
    if (JSON.stringify(inPath) !== JSON.stringify(named)) problems.push(`${method} ${path}: parameters ${inPath}, names ${named}`);
    const keys = (operation.parameters ?? []).map((one) => `${one.in} ${one.name}`);
    if (new Set(keys).size !== keys.length) problems.push(`${method} ${path}: a parameter is there twice`);
    for (const need of operation.security ?? []) {
      for (const scheme of Object.keys(need)) {
        if (!document.components.securitySchemes[scheme]) problems.push(`${method} ${path}: no scheme ${scheme}`);
      }
    }
  }
}
if (operations < 20) problems.push(`only ${operations} operations`);
for (const problem of problems) console.error(problem);
console.log(`${operations} operations in ${Object.keys(document.paths).length} paths, ${problems.length} problems`);
process.exit(problems.length === 0 ? 0 : 1);
