/** The style of all pages. */
const pageStyle = `
  body { font: 16px/1.5 system-ui, sans-serif; margin: 0; color: #1c2430; background: #fff }
  header { background: #14324a; color: #fff; padding: 1rem 2rem; display: flex; gap: .5rem 1.5rem; align-items: center; flex-wrap: wrap }
  header a { color: #fff } header > strong { font-size: 1.15rem }
  header [hidden], header[hidden] { display: none }
  header label, header form { display: flex; gap: .5rem; align-items: center; min-width: 0; max-width: 100% }
  header label { white-space: nowrap } header p { margin: 0; flex-basis: 100% }
  header select, header input, header button { font: inherit; padding: .2rem .4rem; min-width: 0; max-width: 100%; box-sizing: border-box }
  .index { max-width: 46rem; margin: 2rem auto; padding: 0 1rem } .index li { margin: .6rem 0 }
  .index code { background: #eef2f5; padding: .1rem .3rem; overflow-wrap: anywhere }
  .note { max-width: 1460px; margin: 1rem auto 0; padding: 0 20px; box-sizing: border-box }
  .badge { font: 600 12px/1.4 system-ui, sans-serif; white-space: nowrap; color: #45505c; background: #fff; border: 1px dashed #6b7682; border-radius: 3px; padding: 0 .35em }
  @media (max-width: 640px) { header { padding: .75rem 1rem } header form { flex-wrap: wrap } .note { padding: 0 10px } }
`;

/** Swagger UI in a narrow window: nothing is wider than the window. */
const narrowStyle = `
  .swagger-ui .info { margin: 24px 0 } .swagger-ui .info .title { font-size: 28px }
  .swagger-ui .info summary { cursor: pointer; font-size: 14px }
  .swagger-ui .scheme-container { box-shadow: none; border-bottom: 1px solid #d8dde3; padding: 12px 0; margin: 0 0 12px }
  .swagger-ui pre.microlight, .swagger-ui .markdown pre { overflow-x: auto }
  .path-with-badge { display: inline-flex; flex-wrap: wrap; gap: .2rem .6rem; align-items: center; min-width: 0 }
  .swagger-ui .opblock .opblock-summary-path, .swagger-ui .opblock .opblock-summary-path__deprecated { overflow-wrap: anywhere; max-width: none }
  .swagger-ui .not-executable { padding: 0 20px 20px; margin: 0 }
  @media (max-width: 640px) {
    .swagger-ui .wrapper { padding: 0 10px } .swagger-ui .info { margin: 16px 0 }
    .swagger-ui .scheme-container .schemes { flex-direction: column; align-items: stretch; gap: 10px }
    .swagger-ui .scheme-container .schemes .auth-wrapper { justify-content: flex-start }
    .swagger-ui select, .swagger-ui input, .swagger-ui textarea { max-width: 100% !important; min-width: 0 !important; box-sizing: border-box }
    .swagger-ui .servers { overflow: hidden; padding: 2px } .swagger-ui .servers > label select { width: 100% }
    .swagger-ui .opblock-tag { flex-wrap: wrap; font-size: 20px }
    .swagger-ui .opblock .opblock-summary-control { flex-wrap: wrap; gap: 4px 0; min-width: 0 }
    .swagger-ui .opblock .opblock-summary-method { min-width: 64px; padding: 4px 6px; font-size: 12px }
    .swagger-ui .opblock .opblock-summary-path-description-wrapper { flex-basis: 100%; padding: 0 6px; flex-direction: column; align-items: flex-start; gap: 2px }
    .swagger-ui .opblock .opblock-summary-path, .swagger-ui .opblock .opblock-summary-path__deprecated, .swagger-ui .opblock .opblock-summary-description { max-width: 100%; padding: 0; font-size: 13px }
    .swagger-ui table.parameters, .swagger-ui table.responses-table { table-layout: fixed; width: 100% }
    .swagger-ui table.parameters > tbody > tr, .swagger-ui table.parameters > tbody > tr > td { display: block; width: 100%; box-sizing: border-box; padding: 4px 0 }
    .swagger-ui table.parameters > thead { display: none }
    .swagger-ui .opblock-body table.responses-table > tbody > tr > td { overflow-wrap: anywhere }
    .swagger-ui .response-col_status, .swagger-ui .col_header.response-col_status { width: 52px; min-width: 0 }
    .swagger-ui .response-col_links, .swagger-ui .col_header.response-col_links { display: none }
    .swagger-ui .opblock .opblock-section-header { flex-wrap: wrap; gap: 8px; min-height: 0 }
  }
`;

/** Swagger UI with a contrast of at least 4.5 to 1, and operations that are not simulated in grey. */
const colourStyle = `
  .swagger-ui .info .title small { background: #5a6270 } .swagger-ui .info .title small.version-stamp { background: #3f6300 }
  .swagger-ui .info .title small pre { color: #fff }
  .swagger-ui a, .swagger-ui .info a, .swagger-ui .info .base-url, .swagger-ui .info__extdocs { color: #1b5fae }
  .swagger-ui .info a, .swagger-ui .markdown a { text-decoration: underline }
  .swagger-ui .btn.authorize { color: #0a6b3d; border-color: #0a6b3d } .swagger-ui .btn.authorize svg { color: #0a6b3d }
  .swagger-ui .btn.execute { background: #1b5fae; border-color: #1b5fae } .swagger-ui .btn.cancel { color: #b3261e; border-color: #b3261e; background: #fff }
  .swagger-ui .microlight { background: #111820 !important } .swagger-ui .json-schema-2020-12-expand-deep-button { color: #45505c }
  .swagger-ui .json-schema-2020-12__constraint { background: #45505c } .swagger-ui .json-schema-2020-12__constraint--string { background: #7a4a00 }
  .swagger-ui .download-contents { background: #45505c }
  .swagger-ui .opblock.opblock-get .opblock-summary-method { background: #1b5fae }
  .swagger-ui .opblock.opblock-post .opblock-summary-method { background: #0a6b3d }
  .swagger-ui .opblock.opblock-put .opblock-summary-method { background: #8f5200 }
  .swagger-ui .opblock.opblock-patch .opblock-summary-method { background: #096f63 }
  .swagger-ui .opblock.opblock-delete .opblock-summary-method { background: #b3261e }
  .swagger-ui .opblock .opblock-summary-method { text-shadow: none }
  .swagger-ui .parameter__in, .swagger-ui .parameter__deprecated, .swagger-ui .prop-format { color: #4a545f }
  .swagger-ui .parameter__name.required span, .swagger-ui .parameter__name.required:after { color: #b3261e }
  .swagger-ui .opblock.opblock-deprecated { opacity: 1 } .swagger-ui .opblock.opblock-deprecated .opblock-summary-method { background: #5a6270 }
  .swagger-ui .markdown code, .swagger-ui .renderedMarkdown code, .swagger-ui .info code { color: #5b1fa8; background: #eef2f5 }
  .swagger-ui .markdown pre, .swagger-ui .renderedMarkdown pre { background: #1c2430; padding: 10px; border-radius: 4px }
  .swagger-ui .markdown pre code, .swagger-ui .renderedMarkdown pre code { color: #fff; background: none; padding: 0 }
  .swagger-ui .not-simulated .opblock { background: #f2f4f6; border-color: #b9c1c9; box-shadow: none }
  .swagger-ui .not-simulated .opblock .opblock-summary { border-color: #b9c1c9 }
  .swagger-ui .not-simulated .opblock .opblock-summary-method { color: #45505c; background: #dde2e7 }
  .swagger-ui .not-simulated .opblock :is(.opblock-summary-path, .opblock-summary-path__deprecated, .opblock-summary-description) { color: #5a6470; font-weight: 400 }
`;

export const style = `${pageStyle}${narrowStyle}${colourStyle}`;
