import { ref } from '../../../../schemas/annotations.js';
import {
  AppInstallPage,
  AppInstallsQuery,
  DeviceApp,
  DeviceAppPage,
  DeviceAppParams,
  DeviceAppsQuery,
} from '../../../../schemas/esper/devices/apps.js';
import { DeviceParams } from '../../../../schemas/esper/devices/device.js';
import { DeviceStatusPage, DeviceStatusQuery } from '../../../../schemas/esper/devices/events.js';
import { enterpriseId } from '../../../../schemas/esper/profiles.js';
import { anyScope } from '../../../simulator/contract/access.js';
import { type Operation, operation } from '../../../simulator/contract/operation.js';
import { notFound } from '../../../simulator/contract/problem.js';
import { containsText, foldCase } from '../../../store/query/case-fold.js';
import { manageSpec as evidence } from '../evidence.js';
import { linksFor } from '../links.js';
import { arrayPage } from '../paging.js';
import { device } from './devices.js';
import { appsOf, presentInstalls } from './installed-apps.js';
import { lastSeen } from './last-seen.js';
import { numberOf } from './present.js';

const url = '/enterprise/:enterprise_id/device/:device_id';
const config = { access: anyScope, evidence, effect: 'read' } as const;

/** What is on a device, and what it reports. */
export const deviceContents: readonly Operation[] = [
  operation({
    method: 'GET',
    url: `${url}/app/`,
    config,
    schema: {
      operationId: 'getDeviceApps',
      summary: 'List all device apps',
      params: DeviceParams,
      querystring: DeviceAppsQuery,
      response: { 200: ref(DeviceAppPage) },
    },
    handler(request) {
      const { package_name, whitelisted, search = '' } = request.query;
      const isListed = (app: DeviceApp) =>
        (package_name === undefined || app.package_name === package_name) &&
        (whitelisted === undefined || app.whitelisted === (foldCase(whitelisted) === 'true')) &&
        [app.app_name, app.package_name].some((each) => containsText(each, search));
      const apps = appsOf(device.require(request)).filter(isListed);
      return arrayPage(request, apps, (app) => app);
    },
  }),
  operation({
    method: 'GET',
    url: `${url}/app/:app_id/`,
    config,
    schema: {
      operationId: 'getDeviceAppById',
      summary: 'Get device app details',
      params: DeviceAppParams,
      response: { 200: ref(DeviceApp) },
    },
    handler(request) {
      const { app_id } = request.params;
      const found = appsOf(device.require(request)).find(({ id }) => id === app_id.toLowerCase());
      if (!found) throw notFound(`The device has no app ${app_id}`);
      return found;
    },
  }),
  operation({
    method: 'GET',
    url: `${url}/install/`,
    config,
    schema: {
      operationId: 'getAppInstalls',
      summary: 'List installed apps',
      params: DeviceParams,
      querystring: AppInstallsQuery,
      response: { 200: ref(AppInstallPage) },
    },
    handler(request) {
      const found = device.require(request);
      const { query } = request;
      const { package_name, application_name, install_state } = query;
      const isOther = query.device !== undefined && query.device.toLowerCase() !== found.wire.id;
      const installs = presentInstalls(request, found).filter(
        ({ application, ...each }) =>
          !isOther &&
          (package_name === undefined || application.package_name === package_name) &&
          (application_name === undefined ||
            foldCase(application.application_name) === foldCase(application_name)) &&
          (install_state === undefined || each.install_state === install_state),
      );
      return arrayPage(request, installs, (each) => each);
    },
  }),
  operation({
    method: 'GET',
    url: `${url}/status/`,
    config,
    schema: {
      operationId: 'getDeviceEvent',
      summary: 'Get latest device event',
      params: DeviceParams,
      querystring: DeviceStatusQuery,
      response: { 200: ref(DeviceStatusPage) },
    },
    handler(request) {
      const { wire, internal } = device.require(request);
      const links = linksFor(request);
      const reportedOn = lastSeen(request.sandbox, wire);
      const event = {
        id: numberOf(wire.id),
        data: JSON.stringify({
          deviceId: wire.id,
          status: wire.status,
          batteryLevel: wire.battery,
          ssid: wire.ssid,
          reportedOn,
          lastCommand: internal.lastCommand ?? null,
        }),
        created_on: reportedOn,
        device: links.object(enterpriseId, 'device', wire.id),
        enterprise: links.enterprise(enterpriseId),
      };
      return arrayPage(request, [event], (each) => each);
    },
  }),
];
