import type { CurlLine } from './curl-line.js';

/** Every cURL line of the page Devices below {corpId}. */
export const deviceLines: readonly CurlLine[] = [
  {
    line: `curl -X GET "https://api.kajeet.dev/sentinel-proxy/sentinel/api/v1.0/devices/NORTHSTAR-ISD?offset=0&limit=25&sort=LAST_30_DAYS_USED&sortDir=DESC&searchValue=Bus&columns=MDN%2CSTATUS%2CIMEI%2CLAST_30_DAYS_USED&export=CSV&labelIds=12%2C18" \\
  -H "Authorization: Bearer $SENTINEL_TOKEN"`,
    expected: { status: 200, type: 'text/csv; charset=utf-8' },
  },
  {
    line: `curl -X DELETE "https://api.kajeet.dev/sentinel-proxy/sentinel/api/v1.0/devices/NORTHSTAR-ISD/bulkDeleteLabels" \\
  -H "Authorization: Bearer $SENTINEL_TOKEN" \\
  -H "Content-Type: application/json" \\
  -d '{
"example": true,
"corpId": "NORTHSTAR-ISD"
}'`,
    expected: { status: 400, missing: [''] },
  },
  {
    line: `curl -X POST "https://api.kajeet.dev/sentinel-proxy/sentinel/api/v1.0/devices/NORTHSTAR-ISD/customizedList?offset=0&limit=25&sort=LAST_30_DAYS_USED&sortDir=DESC&columns=MDN%2CSTATUS%2CIMEI%2CLAST_30_DAYS_USED&export=CSV" \\
  -H "Authorization: Bearer $SENTINEL_TOKEN" \\
  -H "Content-Type: application/json" \\
  -d '{
"example": true,
"corpId": "NORTHSTAR-ISD"
}'`,
    expected: { status: 400, missing: [''] },
  },
  {
    line: `curl -X PUT "https://api.kajeet.dev/sentinel-proxy/sentinel/api/v1.0/devices/NORTHSTAR-ISD/dataLimits" \\
  -H "Authorization: Bearer $SENTINEL_TOKEN" \\
  -H "Content-Type: application/json" \\
  -d '{
"corpId": "NORTHSTAR-ISD",
"note": "Example update payload — confirm schema in Swagger before wiring production."
}'`,
    expected: { status: 400, missing: ['', ''] },
  },
  {
    line: `curl -X PUT "https://api.kajeet.dev/sentinel-proxy/sentinel/api/v1.0/devices/NORTHSTAR-ISD/deviceGroup" \\
  -H "Authorization: Bearer $SENTINEL_TOKEN" \\
  -H "Content-Type: application/json" \\
  -d '{
"corpId": "NORTHSTAR-ISD",
"note": "Example update payload — confirm schema in Swagger before wiring production."
}'`,
    expected: { status: 400, missing: ['/deviceGroup', ''] },
  },
  {
    line: `curl -X PUT "https://api.kajeet.dev/sentinel-proxy/sentinel/api/v1.0/devices/NORTHSTAR-ISD/filterGroup" \\
  -H "Authorization: Bearer $SENTINEL_TOKEN" \\
  -H "Content-Type: application/json" \\
  -d '{
"corpId": "NORTHSTAR-ISD",
"note": "Example update payload — confirm schema in Swagger before wiring production."
}'`,
    expected: { status: 400, missing: ['/filterGroup', ''] },
  },
  {
    line: `curl -X PUT "https://api.kajeet.dev/sentinel-proxy/sentinel/api/v1.0/devices/NORTHSTAR-ISD/imei" \\
  -H "Authorization: Bearer $SENTINEL_TOKEN" \\
  -H "Content-Type: application/json" \\
  -d '{
"corpId": "NORTHSTAR-ISD",
"note": "Example update payload — confirm schema in Swagger before wiring production."
}'`,
    expected: { status: 400, missing: ['/mdns', '/imei'] },
  },
  {
    line: `curl -X GET "https://api.kajeet.dev/sentinel-proxy/sentinel/api/v1.0/devices/NORTHSTAR-ISD/imei/355737360073462" \\
  -H "Authorization: Bearer $SENTINEL_TOKEN"`,
    expected: { status: 200 },
  },
  {
    line: `curl -X PUT "https://api.kajeet.dev/sentinel-proxy/sentinel/api/v1.0/devices/NORTHSTAR-ISD/mdnCustomField" \\
  -H "Authorization: Bearer $SENTINEL_TOKEN" \\
  -H "Content-Type: application/json" \\
  -d '{
"corpId": "NORTHSTAR-ISD",
"note": "Example update payload — confirm schema in Swagger before wiring production."
}'`,
    expected: { status: 400, missing: ['/mdns', '/mdnCustomField'] },
  },
  {
    line: `curl -X PUT "https://api.kajeet.dev/sentinel-proxy/sentinel/api/v1.0/devices/NORTHSTAR-ISD/nickname" \\
  -H "Authorization: Bearer $SENTINEL_TOKEN" \\
  -H "Content-Type: application/json" \\
  -d '{
"corpId": "NORTHSTAR-ISD",
"note": "Example update payload — confirm schema in Swagger before wiring production."
}'`,
    expected: { status: 400, missing: ['/nickname', ''] },
  },
  {
    line: `curl -X PUT "https://api.kajeet.dev/sentinel-proxy/sentinel/api/v1.0/devices/NORTHSTAR-ISD/note" \\
  -H "Authorization: Bearer $SENTINEL_TOKEN" \\
  -H "Content-Type: application/json" \\
  -d '{
"corpId": "NORTHSTAR-ISD",
"note": "Example update payload — confirm schema in Swagger before wiring production."
}'`,
    expected: { status: 400, missing: [''] },
  },
  {
    line: `curl -X PUT "https://api.kajeet.dev/sentinel-proxy/sentinel/api/v1.0/devices/NORTHSTAR-ISD/smartspot-settings" \\
  -H "Authorization: Bearer $SENTINEL_TOKEN" \\
  -H "Content-Type: application/json" \\
  -d '{
"corpId": "NORTHSTAR-ISD",
"note": "Example update payload — confirm schema in Swagger before wiring production."
}'`,
    expected: { status: 400, missing: ['', '/imei'] },
  },
  {
    line: `curl -X PUT "https://api.kajeet.dev/sentinel-proxy/sentinel/api/v1.0/devices/NORTHSTAR-ISD/smartspot-settings-multi" \\
  -H "Authorization: Bearer $SENTINEL_TOKEN" \\
  -H "Content-Type: application/json" \\
  -d '{
"corpId": "NORTHSTAR-ISD",
"note": "Example update payload — confirm schema in Swagger before wiring production."
}'`,
    expected: { status: 400, missing: ['', '/imeis'] },
  },
  {
    line: `curl -X GET "https://api.kajeet.dev/sentinel-proxy/sentinel/api/v1.0/devices/NORTHSTAR-ISD/smartspot-settings/355737360073462" \\
  -H "Authorization: Bearer $SENTINEL_TOKEN"`,
    expected: { status: 200 },
  },
  {
    line: `curl -X GET "https://api.kajeet.dev/sentinel-proxy/sentinel/api/v1.0/devices/NORTHSTAR-ISD/status" \\
  -H "Authorization: Bearer $SENTINEL_TOKEN"`,
    expected: { status: 200 },
  },
  {
    line: `curl -X PUT "https://api.kajeet.dev/sentinel-proxy/sentinel/api/v1.0/devices/NORTHSTAR-ISD/status" \\
  -H "Authorization: Bearer $SENTINEL_TOKEN" \\
  -H "Content-Type: application/json" \\
  -d '{
"mdns": [
"521-267-1508"
],
"status": "SUSPENDED",
"reason": "preview-only example"
}'`,
    expected: { status: 200 },
  },
  {
    line: `curl -X PUT "https://api.kajeet.dev/sentinel-proxy/sentinel/api/v1.0/devices/NORTHSTAR-ISD/summerUsage" \\
  -H "Authorization: Bearer $SENTINEL_TOKEN" \\
  -H "Content-Type: application/json" \\
  -d '{
"corpId": "NORTHSTAR-ISD",
"note": "Example update payload — confirm schema in Swagger before wiring production."
}'`,
    expected: { status: 400, missing: ['/summerUsage', ''] },
  },
  {
    line: `curl -X GET "https://api.kajeet.dev/sentinel-proxy/sentinel/api/v1.0/devices/NORTHSTAR-ISD/totals?searchValue=Bus" \\
  -H "Authorization: Bearer $SENTINEL_TOKEN"`,
    expected: { status: 200 },
  },
  {
    line: `curl -X GET "https://api.kajeet.dev/sentinel-proxy/sentinel/api/v1.0/devices/NORTHSTAR-ISD/521-267-1508/health" \\
  -H "Authorization: Bearer $SENTINEL_TOKEN"`,
    expected: { status: 200 },
  },
];
