// Tables and charts of a review in Markdown; every cell is inert text.
import { prose } from '../markdown.ts';

/** A table whose cells are texts from records and policies; a sentence where it has no rows. */
export function table(
  head: readonly string[],
  rows: readonly (readonly (string | number | null)[])[],
  nothing: string,
): string {
  if (rows.length === 0) return nothing;
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map((row) => line(row.map(cell)))].join('\n');
}

/** Ids keep to themselves: what is no text is a dash, so that no cell is silently empty. */
function cell(value: string | number | null): string {
  return value === null || value === '' ? '–' : prose(String(value));
}

/** Bars that the code host draws in light and in dark; labels are this project's own words, never a record's. */
export function bars(
  title: string,
  axis: string,
  points: readonly (readonly [label: string, value: number])[],
): string {
  const most = Math.max(1, ...points.map(([, value]) => value));
  return [
    '```mermaid',
    'xychart-beta',
    `  title "${title}"`,
    `  x-axis [${points.map(([label]) => `"${label}"`).join(', ')}]`,
    `  y-axis "${axis}" 0 --> ${most}`,
    `  bar [${points.map(([, value]) => value).join(', ')}]`,
    '```',
  ].join('\n');
}

/** A long list that is folded until somebody opens it; nothing is left out. */
export function folded(summary: string, body: string, isLong: boolean): string {
  return isLong ? `<details><summary>${summary}</summary>\n\n${body}\n\n</details>` : body;
}

/** Seconds as people say them. */
export function seconds(value: number | null): string {
  if (value === null) return '–';
  if (value < 90) return `${Math.round(value * 10) / 10} s`;
  if (value < 5_400) return `${Math.round(value / 60)} min`;
  return `${Math.round(value / 360) / 10} h`;
}

/** Part of a whole, from 0 to 1, in per cent. */
export function percent(part: number): string {
  return `${Math.round(part * 1_000) / 10} %`;
}

/** A moment to the minute. */
export function minute(moment: string): string {
  return `${moment.slice(0, 16).replace('T', ' ')}Z`;
}
