// Pictures of figures, drawn here as SVG. A table with the same figures stands beside each.

export interface ChartRow {
  label: string;
  /** As people read it. */
  text: string;
  /** Nothing where it is not shown. */
  value: number | undefined;
  /** The part of the value that is drawn full; the rest is drawn as an outline. */
  part?: number | undefined;
}

export interface Chart {
  /** Unique in the page, letters alone. */
  id: string;
  title: string;
  /** What is to be seen in it, in a sentence. */
  description: string;
  rows: readonly ChartRow[];
}

const WIDTH = 340;
const LINE = 14;
const BAR = 14;
const ROW = LINE + BAR + 8;
const ROOM = 2;

export function escapeText(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

const round = (length: number) => Math.round(length * 10) / 10;

/** Bars one below the other, each with its label and its figure in words. */
export function bars({ id, title, description, rows }: Chart): string {
  const most = Math.max(1, ...rows.map((row) => row.value ?? 0));
  const height = rows.length * ROW + ROOM;
  const drawn = rows.map((row, index) => bar(row, index * ROW, (WIDTH - 2 * ROOM) / most));
  return `<svg class="sb-chart" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-labelledby="${id}-title ${id}-description">
<title id="${id}-title">${escapeText(title)}</title><desc id="${id}-description">${escapeText(description)}</desc>
${drawn.join("\n")}
</svg>`;
}

function bar({ label, text, value, part = value }: ChartRow, top: number, scale: number): string {
  const words = `<text class="sb-chart__text" x="${ROOM}" y="${top + 11}">${escapeText(label)}: ${escapeText(text)}</text>`;
  if (value === undefined) return words;
  const box = `x="${ROOM}" y="${top + LINE + ROOM}" height="${BAR}"`;
  const whole = `<rect class="sb-chart__whole" ${box} width="${round(value * scale)}" data-value="${value}"/>`;
  const full = `<rect class="sb-chart__part" ${box} width="${round((part ?? 0) * scale)}" data-part="${part ?? 0}"/>`;
  return words + whole + full;
}
