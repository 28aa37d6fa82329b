interface Accepted {
  readonly reason: string;
  /** Differences as the test writes them, or patterns of many. */
  readonly differences: readonly (string | RegExp)[];
}

const swaggerCommands = [
  'ADD_TO_WHITELIST',
  'ADD_WIFI_AP',
  'CLEAR_APP_DATA',
  'INSTALL',
  'LOCK',
  'REBOOT',
  'REMOVE_FROM_WHITELIST',
  'REMOVE_WIFI_AP',
  'SET_APP_PERMISSION',
  'SET_APP_STATE',
  'SET_BLUETOOTH_STATE',
  'SET_BRIGHTNESS_SCALE',
  'SET_DEVICE_LOCKDOWN_STATE',
  'SET_GPS_STATE',
  'SET_KIOSK_APP',
  'SET_NEW_POLICY',
  'SET_ROTATION_STATE',
  'SET_SCREEN_OFF_TIMEOUT',
  'SET_STREAM_VOLUME',
  'SET_TIMEZONE',
  'SET_WIFI_STATE',
  'UNINSTALL',
  'UPDATE_DEVICE_CONFIG',
  'UPDATE_HEARTBEAT',
  'UPDATE_LATEST_DPC',
  'WIPE',
];

/** The commands that are documented outside of the Swagger. */
const laterCommands = [
  'APPLY_APP_CONFIG',
  'BEEP_DEVICE',
  'CAPTURE_SCREENSHOT',
  'CONVERGE',
  'INSTALL_CERTIFICATE',
  'NOTIFY_DEVICE',
  'RESET_LOCKSCREEN_PASSWORD',
  'SET_APP_NOTIFICATIONS',
  'SET_DEVICE_LANGUAGE',
  'SET_ETHERNET_SETTINGS',
  'SET_STATIC_IP',
  'SYNC_CONTENT',
  'UPDATE_BLUEPRINT',
  'USE_ONLY_SAVED_WIFI_AP',
];

function enumOf(values: readonly string[]): string {
  return `string enum=${values.toSorted().join('|')}`;
}

/** Where the published document differs from the vendor's Swagger, and why. */
export const accepted: readonly Accepted[] = [
  {
    reason: "The vendor's client has a newer format of versions, which a parameter asks for",
    differences: [
      /^request GET .*\/version\/(\{version_id\}\/)? query\.legacy_format: only here$/,
      'response AppVersion.version_name: only here',
    ],
  },
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
    reason: "The vendor's client names four actions; another one would do nothing, in silence",
    differences: [
      /devicegroup\/\{group_id\}\/ query\.action: string -> string enum=add\|move\|remove\|rename$/,
    ],
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
    differences: [
      `response V0DeviceCommandEnum: ${enumOf(swaggerCommands)} -> ${enumOf([...swaggerCommands, ...laterCommands])}`,
    ],
  },
  {
    reason: 'A format called decimal does not exist in JSON Schema',
    differences: [
      'response Application.content_rating: string format=decimal -> string',
      /^re\w+ Geofence(Update)?\.(latitude|longitude): string format=decimal -> string$/,
    ],
  },
  {
    reason: 'A radius of less than 1 describes no circle; a geofence without a radius shows null',
    differences: [/^re\w+ Geofence(Update)?\.radius: integer -> integer minimum=1( null)?$/],
  },
  {
    reason: 'The later document of the vendor has the devices of a geofence',
    differences: ['request Geofence.devices: only here'],
  },
  {
    reason: 'A time may also be a day, which is a date without a time',
    differences: [
      /^request GET .*\/(application|version)\/ query\.(created|updated)_on_[gl]t: string format=date-time -> string$/,
    ],
  },
  {
    reason: 'The type of a file is a string in OpenAPI 3',
    differences: [
      /^request POST .*\/upload\/ formData\.(app_file|key): file -> string format=file$/,
    ],
  },
  {
    reason:
      'The 200 lists the templates that use the version; there are no templates, so it is always the 204',
    differences: [/^DELETE .*\/version\/\{version_id\}\/ 200: only in the Swagger$/],
  },
  {
    reason: 'What a change stores must fit the limits that the Swagger gives the response',
    differences: [
      /^request PATCH .*\/version\/\{version_id\}\/ body\.\w+: string -> string minLength=1( maxLength=\d+)?$/,
    ],
  },
  {
    reason:
      'The number of a file is what the API returns and takes, although the Swagger says UUID',
    differences: [/\/content\/\{content_id\}\/ path\.content_id: string format=uuid -> string$/],
  },
  {
    reason: 'A description without a limit could fill the sandbox; the limit is marked as chosen',
    differences: [
      /^request PATCH .*\/content\/\{content_id\}\/ body\.description: string -> string maxLength=10000$/,
    ],
  },
  {
    reason: 'A version always has a name, which is its number if the package names none',
    differences: [/^response AppVersionV1\.version_code: (.+) null -> \1$/],
  },
];
