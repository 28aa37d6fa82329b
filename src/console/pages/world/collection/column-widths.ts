/** The narrowest and the widest column, in pixels. */
const narrowest = 76;
const widest = 300;

/** Of a column this share of the texts has room; longer ones are cut. */
const share = 0.9;

/**
 * The widths of the columns of a table by what they contain, in pixels. A column never becomes narrower again, so that another page
 * or order of the same documents does not move the columns.
 */
export class ColumnWidths {
  readonly #known = new Map<string, number>();

  /** The width of a column with this title and these texts. */
  widthOf(column: string, title: string, texts: readonly string[]): number {
    const lengths = texts.map((text) => text.length).sort((one, other) => one - other);
    const length = lengths[Math.floor(lengths.length * share)] ?? lengths.at(-1) ?? 0;
    const wanted = 26 + 7.6 * Math.max(title.length, length);
    const width = Math.ceil(Math.min(widest, Math.max(narrowest, wanted)));
    const known = Math.max(width, this.#known.get(column) ?? 0);
    this.#known.set(column, known);
    return known;
  }
}
