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
  @media (max-width: 640px) { header { padding: .75rem 1rem } header form { flex-wrap: wrap } }
`;

/** Operations that are not simulated are grey. */
const operationStyle = `
  .swagger-ui .info summary { cursor: pointer; font-size: 14px }
  .path-with-badge { display: inline-flex; flex-wrap: wrap; gap: .2rem .6rem; align-items: center; min-width: 0 }
  .swagger-ui .not-executable { padding: 0 20px 20px; margin: 0 }
  .swagger-ui .not-simulated .opblock { background: #f2f4f6; border-color: #b9c1c9; box-shadow: none }
  .swagger-ui .not-simulated .opblock .opblock-summary { border-color: #b9c1c9 }
  .swagger-ui .not-simulated .opblock .opblock-summary-method { color: #45505c; background: #dde2e7 }
  .swagger-ui .not-simulated .opblock :is(.opblock-summary-path, .opblock-summary-path__deprecated, .opblock-summary-description) { color: #5a6470; font-weight: 400 }
`;

export const style = `${pageStyle}${operationStyle}`;
