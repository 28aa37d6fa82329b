import { type Static, type TProperties, Type } from '@sinclair/typebox';
import { inferred, observed } from '../../annotations.js';
import { enterpriseId, uuid } from '../profiles.js';
import { time } from '../values.js';

/** A seeded blueprint. */
export const exampleBlueprint = '3d7a9f64-1b0f-5b0b-8d8e-6c1f4e2a7b95';

const text = (description: string) => Type.String({ description });

const storedApp = {
  package_name: text('The package of the app'),
  application_name: text('The name of the app'),
  is_g_play: Type.Boolean({ description: "Whether it comes from Google's store" }),
  installation_rule: text('When it is installed'),
  state: text('Whether people see it'),
  version_codes: Type.Array(Type.String(), { description: 'The numbers of the version' }),
  release_name: text('The name of the version'),
};
const app_version = uuid('The version of the app', '0c5c2a3e-9a5b-5e1d-8a44-3c1f0a9d7e21');

const revision = <App extends TProperties>(app: App) =>
  Type.Object(
    {
      id: uuid('The revision', '9b0a4f3e-7c55-5a6d-9f7b-2d3b1c0e8a64'),
      revision_id: Type.Integer({ description: 'The number of the revision' }),
      current: Type.Boolean({ description: 'Whether devices follow it' }),
      type: text('The kind of the revision'),
      comments: text('What changed'),
      created_by: text('The name of the user who made it'),
      created_on: time('When it was made'),
      security: Type.Object({
        password_quality: text('What a password has to be made of'),
        minimum_password_length: Type.Integer(),
      }),
      application: Type.Object({
        apps: Type.Array(Type.Object(app, { description: 'An app that devices get' })),
      }),
      content: Type.Object({
        files: Type.Array(Type.Unknown(), { description: 'Files that devices get; none' }),
      }),
      google_services: Type.Object({ managed_google_play_disabled: Type.Boolean() }),
    },
    { description: 'What the blueprint says' },
  );

const fields = {
  id: uuid('The blueprint', exampleBlueprint),
  name: inferred(text('The name of the blueprint')),
  group: uuid('The group whose devices follow it', 'fc376152-919b-542c-9610-1262fae5a009'),
  locked: Type.Boolean({ description: 'Whether it can be changed' }),
  created_on: time('When it was created'),
  updated_on: time('When it was last changed'),
};

/** A blueprint. The keys are those that public client code of the vendor reads. */
export const Blueprint = observed(
  Type.Object(
    { ...fields, latest_revision: revision({ app_version, ...storedApp }) },
    { $id: 'Blueprint', description: 'What the devices of a group are set up with' },
  ),
);
export type Blueprint = Static<typeof Blueprint>;

/** A blueprint as it is stored. The versions of its apps are identified when it is read. */
export const StoredBlueprint = Type.Object({ ...fields, latest_revision: revision(storedApp) });
export type StoredBlueprint = Static<typeof StoredBlueprint>;

export const BlueprintParams = Type.Object({
  enterprise_id: uuid('The enterprise', enterpriseId),
  blueprint_id: uuid('The blueprint', exampleBlueprint),
});
