/** The narrowest and the widest column, in pixels. */
const narrowest = 76;
const widest = 226;

/** The space beside a text, and beside a title that may get the arrow of its order. */
const padding = 20;
const arrow = 12;

/** Of the texts of a column only the longest are measured. */
const maxMeasured = 8;

/**
 * The widths of the columns of a table by what they contain, in pixels. A column never becomes narrower again, so that another page
 * or order of the same documents does not move the columns.
 */
export class ColumnWidths {
  readonly #known = new Map<string, number>();
  readonly #style = getComputedStyle(document.body);
  readonly #pen = document.createElement('canvas').getContext('2d');

  /** The width of a column with this title and these texts. */
  widthOf(column: string, title: string, texts: readonly string[]): number {
    const longest = [...new Set(texts)]
      .sort((one, other) => other.length - one.length)
      .slice(0, maxMeasured);
    const wanted = Math.max(
      this.#measure(title, 'bold') + arrow,
      ...longest.map((text) => this.#measure(text)),
    );
    const width = Math.ceil(Math.min(widest, Math.max(narrowest, wanted + padding)));
    const known = Math.max(width, this.#known.get(column) ?? 0);
    this.#known.set(column, known);
    return known;
  }

  #measure(text: string, weight = ''): number {
    if (!this.#pen) return text.length * 8;
    const { fontFamily, fontSize } = this.#style;
    this.#pen.font = `${weight} ${fontSize} ${fontFamily}`;
    return this.#pen.measureText(text).width;
  }
}
