/** The seeded command on the example device, which the example request sent. */
export const exampleDeviceCommand = '224942a7-9c30-5575-8e63-8a9557310bd2';

/** A seeded command to a group, and the group. */
export const exampleGroupCommand = '707e69ca-6fc6-5ded-8bd0-d2a34f2ee6f5';
export const exampleCommandGroup = '9e3e5994-7bfc-5a47-b5e3-e9acdbaa4e33';
