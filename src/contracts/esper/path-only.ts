import type { PathOnlyOperations } from '../../simulator/contract/contract.js';

/** What the vendor's list of public operations shows by method and path only. */
export const pathOnlyOperations: PathOnlyOperations = {
  source:
    'https://github.com/esper-io/esper-cli/blob/157f0c4cacfcf7514da443c1492c493ccf8e92da/spec/openapi/manifest.json',
  lines: `
GET /apps/v0/vpp
GET /apps/v0/vpp/{appId}
PUT /authn2/v0/tenant/{enterprise_id}/connection/{connection_id}
GET /commands/v0/commands/{id}
GET /commands/v0/commands/{id}/stats
GET /commands/v0/status
GET PUT /commands/v0/status/{id}
GET /device/v0/devices
GET DELETE /device/v0/devices/{id}
GET /device/v0/devices/{id}/devicestate
GET /device/v0/heartbeat/{id}
GET /enterprise/report/device-report
GET /enterprise/report/enterprise-report
GET /enterprise/report/group-report
GET /enterprise/report/info
GET POST /enterprise/report/subscription
GET PUT PATCH DELETE /enterprise/report/subscription/{subscription_id}
GET /enterprise/{enterprise_id}/device/{device_id}/download/eventfeed
GET POST /enterprise/{enterprise_id}/devicegroup/thumbnail
GET DELETE /enterprise/{enterprise_id}/devicegroup/thumbnail/{thumbnail_id}
GET POST /enterprise/{enterprise_id}/devicegroup/{group_id}/blueprint
POST /enterprise/{enterprise_id}/devicegroup/{group_id}/blueprint/restore
POST /enterprise/{enterprise_id}/devicegroup/{group_id}/blueprint/upload
GET PATCH DELETE /enterprise/{enterprise_id}/devicegroup/{group_id}/blueprint/{blueprint_id}
GET /enterprise/{enterprise_id}/devicegroup/{group_id}/blueprint/{blueprint_id}/revisions
GET /enterprise/{enterprise_id}/devicegroup/{group_id}/blueprint/{blueprint_id}/revisions/{revision_id}
GET /enterprise/{enterprise_id}/group/{group_id}/download/eventfeed
GET POST /geofence/v1/geofences
GET /geofence/v1/geofences/{geofence_id}/blueprints
GET /geofence/v1/geofences/{geofence_id}/device-summary
GET /geofence/v1/geofences/{geofence_id}/devices
GET POST /onboarding/v0/depsyncs
GET /onboarding/v0/depsyncs/{id}
GET POST /pipelines/v0/operationlists/{operationlist_id}/operations
GET PUT DELETE /pipelines/v0/operationlists/{operationlist_id}/operations/{operation_id}
GET POST /pipelines/v0/pipelines
GET PUT DELETE /pipelines/v0/pipelines/{pipeline_id}
GET POST /pipelines/v0/pipelines/{pipeline_id}/runs
GET PUT DELETE /pipelines/v0/pipelines/{pipeline_id}/runs/{pipeline_run_id}
GET POST /pipelines/v0/pipelines/{pipeline_id}/stages
GET PUT DELETE /pipelines/v0/pipelines/{pipeline_id}/stages/{stage_id}
GET POST /pipelines/v0/pipelines/{pipeline_id}/targetlists
GET PUT DELETE /pipelines/v0/pipelines/{pipeline_id}/targetlists/{targetlist_id}
GET POST /pipelines/v0/pipelines/{pipeline_id}/targetlists/{targetlist_id}/devicegroups
GET /pipelines/v0/pipelines/{pipeline_id}/targetlists/{targetlist_id}/devicegroups/{device_group_id}/devices
DELETE /pipelines/v0/pipelines/{pipeline_id}/targetlists/{targetlist_id}/devicegroups/{devicegroup_id}
GET POST /pipelines/v0/pipelines/{pipeline_id}/targetlists/{targetlist_id}/targets
POST /pipelines/v0/pipelines/{pipeline_id}/targetlists/{targetlist_id}/targets-bulk
GET PUT DELETE /pipelines/v0/pipelines/{pipeline_id}/targetlists/{targetlist_id}/targets/{target_id}
GET /pipelines/v0/runs
GET /pipelines/v0/runs/{pipeline_run_id}/stageruns
GET PUT /pipelines/v0/runs/{pipeline_run_id}/stageruns/{stage_run_id}
GET /pipelines/v0/stageruns/{stage_run_id}/operations
GET /pipelines/v0/stageruns/{stage_run_id}/operations/{stage_run_operation_id}
GET POST /pipelines/v0/stageruns/{stage_run_id}/targetruns
GET PUT /pipelines/v0/stageruns/{stage_run_id}/targetruns/{target_run_id}
GET POST /pipelines/v0/stageruns/{stage_run_id}/targetruns/{target_run_id}/command
PUT /pipelines/v0/stageruns/{stage_run_id}/targetruns/{target_run_id}/command/{command_id}
GET POST /pipelines/v0/stages/{stage_id}/operationlists
PUT DELETE /pipelines/v0/stages/{stage_id}/operationlists/{operationlist_id}
GET POST /pipelines/v0/stages/{stage_id}/targetlists
DELETE /pipelines/v0/stages/{stage_id}/targetlists/{targetlist_id}
GET /report/v0/report-types
POST /report/v0/reports
GET /report/v0/reports/{report_id}
GET /sys/health
GET POST /tenant/v0/apnscertificates
GET PUT DELETE /tenant/v0/apnscertificates/{id}
GET POST /tenant/v0/depprofiles
GET POST /tenant/v0/deptokens
GET PUT /tenant/v0/deptokens/{id}
GET POST /tenant/v0/vpptokens
DELETE /tenant/v0/vpptokens/{id}
GET /v0/devices/{deviceId}/operations
POST /v0/enterprise/{enterprise_id}/content/remote-file
POST /v0/enterprise/{enterprise_id}/content/remote-file/generate_download_url
GET POST /v0/enterprise/{enterprise_id}/create-apply-geo-fence
GET DELETE /v0/enterprise/{enterprise_id}/create-apply-geofence/{geofence_id}
GET POST /v0/enterprise/{enterprise_id}/emm/{emm_id}/product
GET PUT PATCH DELETE /v0/enterprise/{enterprise_id}/emm/{emm_id}/product/{product_id}
GET /v0/enterprise/{enterprise_id}/emm/{emm_id}/product/{product_id}/install
GET PUT PATCH DELETE /v0/enterprise/{enterprise_id}/emm/{emm_id}/webtoken/{webtoken_id}
GET POST /v0/operations
GET PUT /v0/operations/{operationId}
GET /v0/operations/{operationsId}/devices
GET PUT /v0/operations/{operationsId}/devices/{deviceId}
GET POST /v1/enterprise/{enterprise_id}/alarmrules
GET PUT PATCH DELETE /v1/enterprise/{enterprise_id}/alarmrules/{alarm_id}
GET /v1/enterprise/{enterprise_id}/alarmrules/{alarm_id}/alarmhistory
GET POST /v1/enterprise/{enterprise_id}/alertchannels
GET PUT PATCH DELETE /v1/enterprise/{enterprise_id}/alertchannels/{alert_id}
GET /v1/enterprise/{enterprise_id}/applications-minimal
GET /v1/enterprise/{enterprise_id}/device/{device_id}/report/eventfeed
GET POST /v1/enterprise/{enterprise_id}/directory_record
GET PUT DELETE /v1/enterprise/{enterprise_id}/directory_record/{directory_record_id}
GET /v1/enterprise/{enterprise_id}/report/device-tiles
GET /v1/enterprise/{enterprise_id}/report/device-tiles/{device_tiles_id}
GET /v1/enterprise/{enterprise_id}/report/location/{location_id}
GET /v1/enterprise/{enterprise_id}/report/status-metrics
POST /v1/enterprise/{enterprise_id}/tile-icon-apply
POST /v1/enterprise/{enterprise_id}/tile-icon-unapply
GET POST /v1/enterprise/{enterprise_id}/tile-icons
GET DELETE /v1/enterprise/{enterprise_id}/tile-icons/{tileicons_id}
GET POST /v1/enterprise/{enterprise_id}/wallpaper
GET DELETE /v1/enterprise/{enterprise_id}/wallpaper/{wallpaper_id}
GET /v1/foundry/builds
GET PUT /v1/foundry/builds/{build_id}
GET /v1/foundry/device-models
PUT /v1/foundry/device-models/{device_model_id}
GET /v1/foundry/events
GET /v2/appleappstore
GET /v2/apps
GET POST /v2/background-scripts
GET /v2/background-scripts/{background_script_id}
GET POST /v2/blueprints
GET PUT DELETE /v2/blueprints/{blueprint_id}
GET /v2/blueprints/{blueprint_id}/versions
GET /v2/blueprints/{blueprint_id}/versions/{version_id}
GET /v2/command-inbox
GET POST /v2/converge
GET /v2/converge/{id}
GET /v2/converge/{id}/commands
GET POST /v2/custom-actions
GET PUT DELETE /v2/custom-actions/{custom_action_id}
GET /v2/device-apps
GET POST PUT DELETE /v2/devices/{deviceId}/google-accounts
GET /v2/devices/{deviceId}/google-accounts/emm-managed
GET PUT /v2/devices/{deviceId}/google-accounts/policy
GET /v2/devices/{id}
PUT /v2/devices/{id}/devicestate
GET POST /v2/emm/accounts
GET POST /v2/emm/details
POST /v2/emm/enrollment/begin
POST /v2/emm/enrollment/complete
POST /v2/emm/web-token
GET /v2/enterprise/{enterprise_id}/report/status-metrics
GET /v2/esper-apps/{appId}/versions/{versionId}
GET /v2/foundationversions
GET /v2/heartbeat
GET /v2/itunesapps
POST /v2/itunesapps/{appId}/refresh-version
PUT /v2/itunesapps/{appleAppId}/preferred-region
GET /v2/mdmserviceconfig
GET /v2/mdmserviceconfig/anchor-certs
GET /v2/oem-config-schema
GET POST /v2/preferred-regions
GET POST /v2/provisioning-profiles
GET /v2/provisioning-profiles/{id}
GET /v2/provisioning-profiles/{id}/versions
GET DELETE /v2/provisioning-profiles/{id}/versions/{versionId}
GET /v2/rv-activity-feed
GET /v2/scripts/{script_id}
POST /v2/seamless
POST /v2/seamless/upload
GET /v2/subgroups
GET POST /v2/tenant-apps
GET /v2/tenant-apps/{appId}
GET /v2/tenant-apps/{appId}/versions
GET PUT DELETE /v2/tenant-apps/{appId}/versions/{versionId}
POST /v2/tenant-apps/{appId}/versions/{versionId}/artifacts
DELETE /v2/tenant-apps/{appId}/versions/{versionId}/artifacts/{artifactId}
GET /v2/tenant-esper-apps
GET POST /v2/webclips
GET DELETE /v2/webclips/{webclipId}
`,
};
