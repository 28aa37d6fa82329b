/** The narrowest and the widest column, in pixels. */
const narrowest = 76;
const widest = 222;

/**
 * The widths of the columns of a table by what they contain, in pixels. A column never becomes narrower again, so that another page
 * or order of the same documents does not move the columns.
 */
export class ColumnWidths {
  readonly #known = new Map<string, number>();

  /** The width of a column with this title and these texts. */
  widthOf(column: string, title: string, texts: readonly string[]): number {
    const length = texts.reduce((longest, text) => Math.max(longest, text.length), 0);
    // A title has room for the arrow of its order.
    const wanted = 18 + 7.5 * Math.max(title.length + 1, length);
    const width = Math.ceil(Math.min(widest, Math.max(narrowest, wanted)));
    const known = Math.max(width, this.#known.get(column) ?? 0);
    this.#known.set(column, known);
    return known;
  }
}
