// Every text that people read stands in messages/<language>/<page>.json, so that a translator finds it.
import { readdirSync, readFileSync } from "node:fs";

const FOLDER = new URL("../messages/", import.meta.url);
export const LANGUAGES = ["en", "cy"] as const;
export type Language = (typeof LANGUAGES)[number];
/** Languages, and Easy Read: English in another form. What messages/easy does not have is as in English. */
export const FORMATS = [...LANGUAGES, "easy"] as const;
export type Format = (typeof FORMATS)[number];
export const languageOf = (format: Format): Language => (format === "easy" ? "en" : format);

type Texts = { [key: string]: string | Texts };
export type Values = Record<string, string | number>;
/** The text of a key, `find.title`, with its values put in; where it has plurals, the one that fits `count`. */
export type Translate = (key: string, values?: Values) => string;

function read(format: Format): Texts {
  const folder = new URL(`${format}/`, FOLDER);
  const files = readdirSync(folder).filter((file) => file.endsWith(".json"));
  return Object.fromEntries(
    files.map((file) => [file.replace(".json", ""), JSON.parse(readFileSync(new URL(file, folder), "utf8")) as Texts]),
  );
}

const texts = Object.fromEntries(FORMATS.map((format) => [format, read(format)])) as Record<Format, Texts>;
const plurals = Object.fromEntries(LANGUAGES.map((language) => [language, new Intl.PluralRules(language)])) as Record<
  Language,
  Intl.PluralRules
>;

function find(format: Format, key: string): string | Texts | undefined {
  let found: string | Texts | undefined = texts[format];
  for (const part of key.split(".")) found = typeof found === "object" ? found[part] : undefined;
  return found;
}

/** True where a page's texts are there in that language or format. */
export function hasPage(format: Format, page: string): boolean {
  return find(format, page) !== undefined;
}

export function translator(format: Format): Translate {
  return (key, values = {}) => {
    const found = find(format, key) ?? find(languageOf(format), key);
    const form = plurals[languageOf(format)].select(Number(values["count"]));
    const text = typeof found === "object" ? (found[form] ?? found["other"]) : found;
    if (typeof text !== "string") throw new Error(`no text for ${key} in ${format}`);
    return text.replace(/\{(\w+)\}/g, (_, name: string) => {
      const value = values[name];
      if (value === undefined) throw new Error(`no value for ${name} of ${key}`);
      return String(value);
    });
  };
}
