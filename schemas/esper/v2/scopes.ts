/** The scopes of version 2 of the API, which custom roles are made of. The vendor publishes their names. */

const withVerbs = (verbs: string, ...objects: readonly string[]): string[] =>
  objects.flatMap((object) => verbs.split(' ').map((verb) => `${verb}:${object}`));

const named = (prefix: string, names: string): string[] =>
  names.split(' ').map((name) => `${prefix}:${name}`);

const settings =
  'SET_STREAM_VOLUME SET_BRIGHTNESS_SCALE SET_ROTATION_STATE SET_SCREEN_OFF_TIMEOUT SET_WALLPAPER SET_WIFI_STATE ADD_WIFI_AP REMOVE_WIFI_AP SET_STATIC_IP SET_ETHERNET_SETTINGS SET_GPS_STATE SET_BLUETOOTH_STATE SET_TIMEZONE SET_ADB_STATE';
const common =
  'REBOOT LOCK UPDATE_HEARTBEAT WIPE NOTIFY_DEVICE SET_KIOSK_APP UPDATE_DEVICE_CONFIG UPDATE_BLUEPRINT INSTALL INSTALL_APP UNINSTALL UNINSTALL_APP SET_APP_STATE SET_NEW_POLICY SYNC_CONTENT';
const deviceOnly =
  'SET_DEVICE_LOCKDOWN_STATE BEEP_DEVICE SHUT_DOWN CLEAR_PASSCODE LOST_MODE REFRESH_APPLIST CLEAR_APP_DATA SET_APP_PERMISSION REQUEST_BUGREPORT INITIATE_OFFER CAPTURE_SCREENSHOT CONVERGE RUN_SHELL_SCRIPT REMOVE_DEVICE RUN_CUSTOM_ACTION LIST_RESTRICTED_PROFILES LIST_PROVISIONING_PROFILES';

/** The scopes of commands to single devices and to groups begin with these texts; the name of the command follows. */
export const commandScopes = { DEVICE: 'create:device_command', GROUP: 'create:group_command' };

/** The names of all scopes. */
export const scopeNames: readonly string[] = [
  ...named(commandScopes.DEVICE, `${common} ${settings} ${deviceOnly}`),
  ...named(commandScopes.GROUP, `${common} ${settings}`),
  ...named('create:operation', 'CONVERGE REBOOT INSTALL UNINSTALL APP_INSTALL APP_UNINSTALL'),
  ...withVerbs('create read update delete', 'blueprint', 'compliance_policy'),
  ...withVerbs('create read update delete', 'provisioning_template', 'personal_access_token'),
  ...withVerbs('create read update delete', 'report:saved_query'),
  ...withVerbs('create update delete', 'device:tag', 'provisioning_template:imei_serial'),
  ...withVerbs('create update delete', 'app:esper_android', 'app:esper_ios'),
  ...withVerbs('create read update', 'emm'),
  ...withVerbs('create read', 'group', 'report', 'report:query', 'report:ingest'),
  ...withVerbs('create read', 'device_screenshot'),
  ...withVerbs('read update', 'operation', 'operation:devices', 'foundation_build'),
  ...withVerbs('read update', 'foundation_device_model'),
  ...withVerbs('read', 'device', 'directory_record', 'device_app', 'device_graph', 'event_feed'),
  ...withVerbs('read', 'app', 'esper_apps', 'alert', 'pipeline', 'geofence', 'user:group'),
  ...withVerbs('read', 'device:operations', 'foundry_event'),
  ...withVerbs('update', 'device:group', 'device:alias', 'device:blueprint', 'group:blueprint'),
  ...withVerbs('update', 'provisioning_template:wifi_management', 'command'),
  ...withVerbs('create', 'template_upgrade', 'remote_terminal'),
  ...withVerbs('provision', 'device'),
];

/** A scope as a sentence: `read:device_app` reads device apps. */
export function describeScope(name: string): string {
  const [verb = '', ...parts] = name.split(':');
  const text = parts.join(' ').replaceAll('_', ' ').toLowerCase();
  return `${verb.charAt(0).toUpperCase()}${verb.slice(1)} ${text}`;
}
