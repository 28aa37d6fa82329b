/** A seeded app, Khan Academy, with its only version, and what its file is called in links. */
export const exampleApplication = 'da82c139-6a57-5385-9bb2-423501440b9c';
export const exampleVersion = '31732040-bd32-5602-8fa8-d74087157b64';
export const exampleVersionSignature = '703bdf48c80466030ab8e04872bec0b5';
