// The public criteria that the services write, as parts of a page. They are headings, lines and lists of lists, in Markdown.

export interface Line {
  text: string;
  below: string[];
}

export interface Part {
  heading: string;
  paragraphs: string[];
  lines: Line[];
}

export function publicParts(markdown: string): Part[] {
  const parts: Part[] = [];
  for (const line of markdown.split("\n")) addLine(parts, line);
  // The first heading is the policy's title, which the page has already.
  return parts.filter(({ paragraphs, lines }) => paragraphs.length + lines.length > 0);
}

function addLine(parts: Part[], line: string): void {
  const [, marks, heading = ""] = /^(#+) (.*)$/.exec(line) ?? [];
  if (marks) return void parts.push({ heading: marks.length > 1 ? heading : "", paragraphs: [], lines: [] });
  const part = parts.at(-1);
  if (!part || line.trim() === "") return;
  const [, indent, item] = /^( *)- (.*)$/.exec(line) ?? [];
  const last = part.lines.at(-1);
  if (item === undefined) part.paragraphs.push(line.trim());
  else if (indent !== "" && last) last.below.push(item);
  else part.lines.push({ text: item, below: [] });
}
