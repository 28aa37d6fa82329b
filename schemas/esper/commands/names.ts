/** The commands of version 0 of the command requests. */
export const v0Commands = [
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
] as const;

/** The commands that the older operation on one device takes. */
export const deviceCommands = [
  'REBOOT',
  'LOCK',
  'INSTALL',
  'UPDATE_HEARTBEAT',
  'WIPE',
  'SET_WIFI_STATE',
  'SET_BLUETOOTH_STATE',
  'SET_ROTATION_STATE',
  'SET_GPS_STATE',
  'SET_BRIGHTNESS_SCALE',
  'SET_STREAM_VOLUME',
  'SET_SCREEN_OFF_TIMEOUT',
  'UNINSTALL',
  'ADD_TO_WHITELIST',
  'CLEAR_APP_DATA',
  'CAPTURE_SCREENSHOT',
] as const;

/** The commands that the older operation on a group takes. */
export const groupCommands = ['REBOOT', 'LOCK', 'INSTALL', 'UPDATE_HEARTBEAT'] as const;

/** The commands of the command service: those of version 0, those that its later document adds, and those of its own page. */
export const serviceCommands = [
  ...v0Commands,
  'RESET_LOCKSCREEN_PASSWORD',
  'UPDATE_BLUEPRINT',
  'CAPTURE_SCREENSHOT',
  'NOTIFY_DEVICE',
  'SET_DEVICE_LANGUAGE',
  'SET_ETHERNET_SETTINGS',
  'SET_STATIC_IP',
  'BEEP_DEVICE',
  'SET_APP_NOTIFICATIONS',
  'USE_ONLY_SAVED_WIFI_AP',
  'CONVERGE',
  'SYNC_CONTENT',
  'APPLY_APP_CONFIG',
  'INSTALL_CERTIFICATE',
] as const;

/** Where a command is on its way, in the order in which it gets there; the last four are ends. */
export const commandStates = [
  'Command Scheduled',
  'Command Queued',
  'Command Initiated',
  'Command Acknowledged',
  'Command In Progress',
  'Command TimeOut',
  'Command Success',
  'Command Failure',
  'Command Cancelled',
] as const;
export type CommandState = (typeof commandStates)[number];
