interface Accepted {
  readonly reason: string;
  /** Differences as the test writes them, or patterns of many. */
  readonly differences: readonly (string | RegExp)[];
}

/** Where the published document differs from the vendor's Swagger, and why. */
export const accepted: readonly Accepted[] = [
  {
    reason: 'Every response has every field, so clients may rely on more than the vendor promises',
    differences: [/^response .*: required here$/],
  },
  {
    reason: 'Null stands for a value that is absent; the document marks it as chosen',
    differences: [/^response .*: (.+) -> \1 null$/],
  },
  {
    reason:
      'Every identifier is a UUID, as other operations of the Swagger say of the same parameters',
    differences: [/^request .* path\.\w+: string -> string format=uuid$/],
  },
  {
    reason:
      'A limit below 1 and an offset below 0 mean the default, and no list has more items than a safe integer',
    differences: [
      /^request .* query\.limit: integer -> integer minimum=1$/,
      /^request .* query\.offset: integer -> integer minimum=0 maximum=9007199254740991$/,
    ],
  },
  {
    reason: 'All lists have pages: their responses link to others',
    differences: [/^request GET .* query\.(limit|offset): only here$/],
  },
  {
    reason:
      'The Swagger names no keys of the blocks that devices report; those here are marked as inferred',
    differences: [
      /^response Device\.(softwareInfo|hardwareInfo|displays|networkInfo|memoryInfo|audioConstraints): object -> object with fields$/,
    ],
  },
  {
    reason: 'A format called integer does not exist in JSON Schema; the text has digits only',
    differences: [/^response Token(Info|Renew)V[01]\.id: string format=integer -> string$/],
  },
  {
    reason:
      'A name that is empty or longer than its column would be useless; the document marks the limits as chosen',
    differences: [
      /^request DeviceGroup(Partial)?Update\.name: string -> string minLength=1 maxLength=255$/,
      /query\.access_token: string -> string minLength=1$/,
    ],
  },
  {
    reason: 'Another action would do nothing, in silence',
    differences: [/devicegroup\/\{group_id\}\/ query\.action: string -> string enum=add\|remove$/],
  },
  {
    reason:
      'The vendor calls a state an identifier by mistake: its values are texts such as Command Success',
    differences: ['response V0CommandRequestStatus.state: string format=uuid -> string'],
  },
  {
    reason: 'A request without a command, or for an unknown kind of target, has no meaning',
    differences: [
      'request V0CommandRequest.command: required here',
      'request V0CommandRequest.command_type: required here',
    ],
  },
  {
    reason: "The vendor's page of command requests says 1,000 devices",
    differences: [
      /^re\w+ V0CommandRequest\.devices: \[string format=uuid\] maxItems=500 -> \[string format=uuid\] maxItems=1000$/,
    ],
  },
  {
    reason:
      'A name that is empty or longer than its column would be useless; the same limits are in the responses',
    differences: [
      /^(request|response) (EnterprisePolicy|EnterprisePolicyPartialUpdate|Geofence|GeofenceUpdate)\.name: string -> string minLength=1 maxLength=255$/,
    ],
  },
  {
    reason: 'The enterprise of a policy may be its identifier instead of its URL',
    differences: [
      /^request EnterprisePolicy(PartialUpdate)?\.enterprise: string format=uri -> string$/,
    ],
  },
  {
    reason:
      'Version 0 shows the commands that its later document and the page of command requests list too',
    differences: [/^response V0DeviceCommandEnum: string enum=.* -> string enum=/],
  },
  {
    reason: 'A format called decimal does not exist in JSON Schema',
    differences: [
      /^re\w+ Geofence(Update)?\.(latitude|longitude): string format=decimal -> string$/,
    ],
  },
  {
    reason: 'A circle without a radius has none, and one of less than 1 is none',
    differences: [/^re\w+ Geofence(Update)?\.radius: integer -> integer minimum=1( null)?$/],
  },
  {
    reason: 'The later document of the vendor has the devices of a geofence',
    differences: ['request Geofence.devices: only here'],
  },
  {
    reason: 'Not declared yet',
    differences: [
      'GET /enterprise/{enterprise_id}/application/: not declared',
      'POST /enterprise/{enterprise_id}/application/upload/: not declared',
      'GET /enterprise/{enterprise_id}/application/{application_id}/: not declared',
      'DELETE /enterprise/{enterprise_id}/application/{application_id}/: not declared',
      'GET /enterprise/{enterprise_id}/application/{application_id}/version/: not declared',
      'GET /enterprise/{enterprise_id}/application/{application_id}/version/{version_id}/: not declared',
      'DELETE /enterprise/{enterprise_id}/application/{application_id}/version/{version_id}/: not declared',
      'PATCH /enterprise/{enterprise_id}/application/{application_id}/version/{version_id}/: not declared',
      'GET /enterprise/{enterprise_id}/application/{application_id}/version/{version_id}/installdevices: not declared',
      'GET /v0/enterprise/{enterprise_id}/content/: not declared',
      'POST /v0/enterprise/{enterprise_id}/content/upload/: not declared',
      'GET /v0/enterprise/{enterprise_id}/content/{content_id}/: not declared',
      'DELETE /v0/enterprise/{enterprise_id}/content/{content_id}/: not declared',
      'PATCH /v0/enterprise/{enterprise_id}/content/{content_id}/: not declared',
      'GET /v1/enterprise/{enterprise_id}/application/: not declared',
      'GET /v1/enterprise/{enterprise_id}/application/{application_id}/: not declared',
      'DELETE /v1/enterprise/{enterprise_id}/application/{application_id}/: not declared',
      'GET /v1/enterprise/{enterprise_id}/application/{application_id}/version/: not declared',
      'GET /v1/enterprise/{enterprise_id}/application/{application_id}/version/{version_id}/: not declared',
      'DELETE /v1/enterprise/{enterprise_id}/application/{application_id}/version/{version_id}/: not declared',
      'PATCH /v1/enterprise/{enterprise_id}/application/{application_id}/version/{version_id}/: not declared',
      'GET /v1/enterprise/{enterprise_id}/application/{application_id}/version/{version_id}/installdevices: not declared',
    ],
  },
];
