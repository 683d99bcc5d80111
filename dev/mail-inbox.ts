import { mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { type Child, type Supervisor, untilReady, hasPrinted } from './supervisor.ts';

/** Where mail goes: `child` and `inboxUrl` unless it is the user's own server. */
export interface MailInbox {
  smtpUrl: string;
  /** Page that shows the mails; `<inboxUrl>/email` lists them as JSON. */
  inboxUrl?: string;
  child?: Child;
}

/** The mail server that SMTP_URL names, if it is set. Then none is started. */
export function givenMail(): MailInbox | undefined {
  const smtpUrl = process.env['SMTP_URL'];
  return smtpUrl ? { smtpUrl } : undefined;
}

/** Starts a mail server on 127.0.0.1 that delivers nothing and shows everything. `data`: folder that keeps the mails. */
export async function startMailInbox(options: {
  smtpPort: number;
  webPort: number;
  data: string;
  supervisor: Supervisor;
}): Promise<Required<MailInbox>> {
  const { smtpPort, webPort, data, supervisor } = options;
  await mkdir(data, { recursive: true });
  const child = supervisor.start({
    name: 'mail-inbox',
    tier: 'server',
    program: process.execPath,
    args: [
      ...[createRequire(import.meta.url).resolve('maildev/bin/maildev'), '--ip', '127.0.0.1'],
      ...['--smtp', String(smtpPort), '--web', String(webPort), '--mail-directory', data],
    ],
  });
  await untilReady(child, async () => {
    hasPrinted(child, 'SMTP Server running');
    hasPrinted(child, 'webapp running');
    await fetch(`http://127.0.0.1:${webPort}/healthz`);
  });
  return {
    smtpUrl: `smtp://127.0.0.1:${String(smtpPort)}`,
    inboxUrl: `http://127.0.0.1:${String(webPort)}`,
    child,
  };
}
