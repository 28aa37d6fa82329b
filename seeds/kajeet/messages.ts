/** The messages that devices show while their account has not stored others. */
export const accountMessages = {
  deviceStatus: 'This device is managed by your organization. Contact your administrator for help.',
  lostStolen: 'This device was reported lost or stolen. Please call the number on its label.',
};
