-- The table as somebody who knows DuckDB would make it from these rows: times as TIMESTAMP, identifiers as UUID (16
-- bytes instead of 36), objects as STRUCT, the policies as STRUCT[].
CREATE TABLE SigninLogs AS
SELECT * FROM read_json($file, format = 'newline_delimited', columns = {
  TenantId: 'UUID', SourceSystem: 'VARCHAR', TimeGenerated: 'TIMESTAMP', ResourceId: 'VARCHAR',
  OperationName: 'VARCHAR', OperationVersion: 'VARCHAR', Category: 'VARCHAR', ResultType: 'VARCHAR',
  ResultSignature: 'VARCHAR', ResultDescription: 'VARCHAR', DurationMs: 'BIGINT', CorrelationId: 'UUID',
  Resource: 'VARCHAR', ResourceGroup: 'VARCHAR', Identity: 'VARCHAR', Level: 'VARCHAR', Location: 'VARCHAR',
  AppDisplayName: 'VARCHAR', AppId: 'UUID', AuthenticationDetails: 'VARCHAR',
  AuthenticationProcessingDetails: 'VARCHAR', AuthenticationRequirement: 'VARCHAR', AutonomousSystemNumber: 'VARCHAR',
  ClientAppUsed: 'VARCHAR',
  ConditionalAccessPolicies: 'STRUCT(id UUID, displayName VARCHAR, enforcedGrantControls VARCHAR[], enforcedSessionControls VARCHAR[], result VARCHAR)[]',
  ConditionalAccessStatus: 'VARCHAR', CreatedDateTime: 'TIMESTAMP', CrossTenantAccessType: 'VARCHAR',
  DeviceDetail: 'STRUCT(deviceId VARCHAR, displayName VARCHAR, operatingSystem VARCHAR, browser VARCHAR, isCompliant BOOLEAN, isManaged BOOLEAN, trustType VARCHAR)',
  FlaggedForReview: 'BOOLEAN', Id: 'UUID', IPAddress: 'VARCHAR', IsInteractive: 'BOOLEAN',
  LocationDetails: 'STRUCT(city VARCHAR, state VARCHAR, countryOrRegion VARCHAR, geoCoordinates STRUCT(latitude DOUBLE, longitude DOUBLE))',
  MfaDetail: 'STRUCT(authMethod VARCHAR, authDetail VARCHAR)', NetworkLocationDetails: 'VARCHAR',
  OriginalRequestId: 'UUID', ProcessingTimeInMilliseconds: 'VARCHAR', ResourceDisplayName: 'VARCHAR',
  ResourceIdentity: 'UUID', RiskDetail: 'VARCHAR', RiskEventTypes: 'VARCHAR', RiskEventTypes_V2: 'VARCHAR',
  RiskLevelAggregated: 'VARCHAR', RiskLevelDuringSignIn: 'VARCHAR', RiskState: 'VARCHAR',
  Status: 'STRUCT(errorCode BIGINT, failureReason VARCHAR, additionalDetails VARCHAR)', TokenIssuerType: 'VARCHAR',
  UniqueTokenIdentifier: 'VARCHAR', UserAgent: 'VARCHAR', UserDisplayName: 'VARCHAR', UserId: 'UUID',
  UserPrincipalName: 'VARCHAR', UserType: 'VARCHAR', AADTenantId: 'UUID', Type: 'VARCHAR'
});
