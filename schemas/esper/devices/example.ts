/** The first seeded device. */
export const exampleDevice = 'd1cb9e49-9695-5da0-a7ad-f75773f7242a';
