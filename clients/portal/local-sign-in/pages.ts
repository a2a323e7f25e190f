// The two pages of the local sign-in.
import type { PersonHere } from "./people.ts";

export type Page = (title: string, body: string) => string;

const escape = (text: string) => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

export function makePage(portal: string): Page {
  return (title, body) => `<!DOCTYPE html>
<html lang="en" class="govuk-template">
<head>
<meta charset="utf-8">
<title>${escape(title)} - Short Breaks</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="/sign-in.css">
</head>
<body class="govuk-template__body">
<div class="govuk-width-container">
<a class="govuk-back-link" href="${escape(portal)}/">Back to Short Breaks</a>
<main class="govuk-main-wrapper">
<h1 class="govuk-heading-l">${escape(title)}</h1>
${body}
</main>
</div>
</body>
</html>`;
}

export function peoplePage(page: Page, people: PersonHere[], uid: string): string {
  const buttons = people.map(
    ({ id, name, about }) => `<li>
<button class="govuk-button govuk-button--secondary" name="person" value="${escape(id)}" type="submit">${escape(name)}</button>
<p class="govuk-body">${escape(about)}.</p>
</li>`,
  );
  const intro = "This is a demonstration. The people are made up, and nobody needs a password.";
  return page(
    "Who do you want to be?",
    `<p class="govuk-body">${intro}</p>
<form method="post" action="/people/${escape(uid)}">
<ul class="govuk-list">
${buttons.join("\n")}
</ul>
<button class="govuk-button govuk-button--secondary" name="person" value="" type="submit">Nobody: go back</button>
</form>`,
  );
}
