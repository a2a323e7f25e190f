// Tables as files that a spreadsheet opens.
import { stringify } from "csv-stringify/sync";

/**
 * RFC 4180, with the mark at the beginning by which spreadsheets know UTF-8. A cell that begins like a formula gets an apostrophe
 * first, and is text.
 */
export function csvOf(rows: readonly (readonly string[])[]): string {
  return stringify(rows as string[][], { bom: true, escape_formulas: true, record_delimiter: "windows" });
}
