import type { Evidence } from '../../simulator/contract/evidence.js';

const specs = 'https://github.com/esper-io/esper-cli/blob';

/** The OpenAPI file of version 1 of the API, which the vendor publishes. */
export const v1Spec: Evidence = {
  kind: 'documented',
  source: `${specs}/157f0c4cacfcf7514da443c1492c493ccf8e92da/spec/openapi/legacy.yaml`,
};

/** The OpenAPI files of version 2. */
export const authn2 = v2Spec('authn2');
export const authz2 = v2Spec('authz2');

/** The vendor's Swagger file of devices, groups, apps, commands and what else an enterprise has. */
export const manageSpec: Evidence = {
  kind: 'documented',
  source:
    'https://github.com/api-evangelist/esper/blob/0f94d47/openapi/_original/esper-manage-openapi-original.yml',
};

/** The OpenAPI files of versions 0 and 2 of the API, and the page of the command service. */
export const v0File: Evidence = {
  kind: 'documented',
  source: `${specs}/157f0c4cacfcf7514da443c1492c493ccf8e92da/spec/openapi/v0.yaml`,
};
export const v2File = v2Spec('v2');
export const commandService: Evidence = {
  kind: 'documented',
  source: 'https://api.esper.io/tag/Command-Request',
};

/** Code of the vendor's desktop program, which calls operations that no document lists. */
const supportToolFiles = 'https://github.com/esper-io/esper-api-support-tool/blob';
export const blueprintClient = observed(
  `${supportToolFiles}/0889574405c843b51b9b6bc62a6e5325e37f4bdc/Utility/API/BlueprintUtility.py`,
);
export const supportTool = observed('https://github.com/esper-io/esper-api-support-tool');

/** Code of the vendor's command-line program. */
export const telemetryClient = observed(
  'https://github.com/esper-io/esper-cli/blob/548941e40d35201eca32e7e45d90685c20997b5d/esper/controllers/telemetry/telemetry.py',
);

/** The vendor's list of public operations, for those of which no document was read. */
export const operationList: Evidence = {
  kind: 'documented',
  source: `${specs}/157f0c4cacfcf7514da443c1492c493ccf8e92da/spec/openapi/manifest.json`,
};

function observed(source: string): Evidence {
  return { kind: 'observed', source };
}

function v2Spec(name: string): Evidence {
  return {
    kind: 'documented',
    source: `${specs}/9dea84a4ed6e0d7858b095ce48da4913fc4e9363/spec/openapi/${name}.yaml`,
  };
}

/** The vendor's support tool downloads files from the links of the API, without a key. Where the links lead is Understudy's choice. */
export const downloads: Evidence = {
  kind: 'inferred',
  source: 'https://github.com/esper-io/esper-api-support-tool/blob/3b75fa1/Utility/Resource.py',
};
