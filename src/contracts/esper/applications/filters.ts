import type {
  ApplicationsQuery,
  StoredApplication,
} from '../../../../schemas/esper/applications/application.js';
import type {
  AppVersionsV1Query,
  StoredVersion,
} from '../../../../schemas/esper/applications/version.js';
import { containsText, foldCase } from '../../../store/query/case-fold.js';
import type { Sandbox } from '../../../store/sandbox/sandbox.js';
import { versionsOf } from './present.js';

type DateFilters = Pick<
  ApplicationsQuery,
  'created_on_gt' | 'created_on_lt' | 'updated_on_gt' | 'updated_on_lt'
>;

/** Whether a filter leaves a value in: one that is not given does. */
function equals<Value>(wanted: Value | undefined, actual: Value): boolean {
  return wanted === undefined || wanted === actual;
}

function contains(wanted: string | undefined, text: string): boolean {
  return wanted === undefined || containsText(text, wanted);
}

function isInPeriod(
  { created_on, updated_on }: Pick<StoredVersion, 'created_on' | 'updated_on'>,
  filters: DateFilters,
): boolean {
  const isAfter = (limit: string | undefined, time: string) =>
    limit === undefined || Date.parse(time) > instantOf(limit);
  const isBefore = (limit: string | undefined, time: string) =>
    limit === undefined || Date.parse(time) < instantOf(limit);
  return (
    isAfter(filters.created_on_gt, created_on) &&
    isBefore(filters.created_on_lt, created_on) &&
    isAfter(filters.updated_on_gt, updated_on) &&
    isBefore(filters.updated_on_lt, updated_on)
  );
}

/** A time without an offset is one of UTC. A day that does not exist is no time, before and after which nothing lies. */
function instantOf(text: string): number {
  const time = text.replace(' ', 'T');
  const hasOffset = !time.includes('T') || /(Z|[+-]\d\d:?\d\d)$/.test(time);
  return Date.parse(hasOffset ? time : `${time}Z`);
}

/** Whether a list of apps shows one. */
export function isListed(
  sandbox: Sandbox,
  application: StoredApplication,
  filters: ApplicationsQuery,
): boolean {
  const { package_name_exact, has_uploaded_version, category, supported_sdk, is_active } = filters;
  const { is_hidden = false } = filters;
  const hasVersion = (matches: (version: StoredVersion) => boolean) =>
    versionsOf(sandbox, application.id).some(matches);
  const runsOn = ({ min_sdk_version }: StoredVersion) =>
    Number(min_sdk_version ?? 0) <= Number(supported_sdk);
  return (
    contains(filters.application_name, application.application_name) &&
    contains(filters.package_name, application.package_name) &&
    equals(package_name_exact, application.package_name) &&
    (category === undefined || foldCase(category) === foldCase(application.category ?? '')) &&
    equals(is_active, application.is_active) &&
    is_hidden === application.is_hidden &&
    isInPeriod(application, filters) &&
    (has_uploaded_version === undefined || has_uploaded_version === hasVersion(() => true)) &&
    (supported_sdk === undefined || hasVersion(runsOn))
  );
}

/** The versions that a list shows, in its order. */
export function selectVersions(
  versions: readonly StoredVersion[],
  filters: AppVersionsV1Query,
): StoredVersion[] {
  const { ordering = '' } = filters;
  const selected = versions.filter(
    (version) =>
      equals(filters.version_code, version.version_code) &&
      equals<string | null>(filters.build_number, version.build_number) &&
      filters.is_g_play !== true &&
      equals<string>(filters.approval_status, version.approval_status) &&
      equals(filters.is_enabled, version.is_enabled) &&
      equals(filters.is_default, version.is_default) &&
      isInPeriod(version, filters),
  );
  const field = sortFields.find((name) => name === ordering.replace(/^-/, ''));
  if (!field) return selected;
  const sign = ordering.startsWith('-') ? -1 : 1;
  const textOf = (version: StoredVersion) => version[field] ?? '';
  return selected.sort(
    (one, other) => sign * textOf(one).localeCompare(textOf(other), 'en', { numeric: true }),
  );
}

const sortFields = ['version_code', 'build_number', 'created_on', 'updated_on'] as const;
