import type { Mail } from '../mailer.ts';

/** What a mail says, in the order it is read. */
export interface Letter {
  /** What it is about: the id of its document and its kind. Gives the Message-ID, so a repeat is the same mail. */
  key: string;
  to: { name: string; email: string };
  subject: string;
  /** The sentences before the facts. */
  lead: string;
  facts: [label: string, value: string][];
  /** The sentences after them. */
  closing: string;
}

/** The letter as an e-mail, in HTML that also a phone shows well, and in plain text. */
export function composeMail({ key, to, subject, lead, facts, closing }: Letter): Mail {
  const greeting = `Dear ${to.name},`;
  return {
    messageId: `<${key}@twinstep.example.com>`,
    to: { name: to.name, address: to.email },
    subject,
    text: [greeting, lead, facts.map(([label, value]) => `${label}: ${value}`).join('\n'), closing].join(
      '\n\n',
    ),
    html: `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(subject)}</title>
</head>
<body style="margin:0;background:#f4f4f5;font:16px/1.5 system-ui,-apple-system,sans-serif;color:#18181b">
<div style="max-width:560px;margin:0 auto;padding:24px;background:#ffffff">
<h1 style="margin:0 0 16px;font-size:22px;line-height:1.3;overflow-wrap:anywhere">${escapeHtml(subject)}</h1>
<p>${escapeHtml(greeting)}</p>
<p>${escapeHtml(lead)}</p>
<table role="presentation" style="width:100%;border-collapse:collapse">
${facts.map(factRow).join('\n')}
</table>
<p>${escapeHtml(closing)}</p>
</div>
</body>
</html>`,
  };
}

function factRow([label, value]: [string, string]): string {
  const cell = 'padding:8px 0;border-bottom:1px solid #e4e4e7;vertical-align:top';
  return `<tr><td style="${cell};color:#52525b;padding-right:16px">${escapeHtml(label)}</td><td style="${cell};text-align:right;overflow-wrap:anywhere">${escapeHtml(value)}</td></tr>`;
}

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}
