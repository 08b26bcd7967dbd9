// Events for the tests of Graph's API, and how they get into the server.
'use strict';

const base = process.env.KELPIE_URL || 'https://127.0.0.1:8443';
const token = process.env.KELPIE_TOKEN || '';
// Ids of this run: the server may have been asked before.
const run = process.env.KELPIE_RUN || `${process.pid}-${Math.floor(process.hrtime()[0])}`;
const day = '2026-03-01';

function signIn(number, minute) {
  const time = `${day}T${String(8 + Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}:00Z`;
  return {
    time, category: 'SignInLogs', resultType: number % 5 === 0 ? '50126' : '0', tenantId: 't1',
    properties: {
      id: `${run}-s${String(number).padStart(5, '0')}`, createdDateTime: time, userPrincipalName: `user${number % 7}@contoso.example`,
      userDisplayName: number === 3 ? "Pat O'Brien" : `User ${number % 7}`, userId: `u-${number % 7}`, appId: `${run}-app`, appDisplayName: 'Azure Portal',
      ipAddress: '192.0.2.1', isInteractive: true, conditionalAccessStatus: number % 5 === 0 ? 'failure' : 'success',
      resourceId: 'res-1', resourceDisplayName: 'Microsoft Graph',
      status: { errorCode: number % 5 === 0 ? 50126 : 0, failureReason: number % 5 === 0 ? 'Invalid username or password.' : 'Other.' },
      appliedConditionalAccessPolicies: [{ id: 'p1', displayName: 'MFA', result: number % 5 === 0 ? 'failure' : 'success' }],
    },
  };
}

function serviceSignIn(number) {
  const time = `${day}T${String(number % 24).padStart(2, '0')}:30:00Z`;
  return {
    time, category: 'ServicePrincipalSignInLogs', resultType: '0', tenantId: 't1',
    properties: {
      id: `${run}-p${String(number).padStart(5, '0')}`, createdDateTime: time, appId: `${run}-app`, servicePrincipalId: `${run}-sp-${number}`,
      servicePrincipalName: `job ${number}`, ipAddress: '192.0.2.9', conditionalAccessStatus: 'notApplied', resourceId: 'res-1', resourceDisplayName: 'Microsoft Graph',
    },
  };
}

async function ingest(events) {
  const answer = await fetch(`${base}/v1/ingest`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/x-ndjson', ...(token ? { Authorization: `Bearer ${token}` } : {}) },
    body: events.map((event) => JSON.stringify(event)).join('\n') + '\n',
  });
  if (!answer.ok) throw new Error(`ingest: ${answer.status} ${await answer.text()}`);
}

module.exports = { base, token, run, day, signIn, serviceSignIn, ingest };
