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
  @media (max-width: 640px) { header { padding: .75rem 1rem } header form { flex-wrap: wrap } }
`;

export const style = pageStyle;
