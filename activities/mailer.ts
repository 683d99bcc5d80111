import MailComposer from 'nodemailer/lib/mail-composer';
import { parseConnectionUrl } from 'nodemailer/lib/shared';
import SMTPConnection, { type SMTPConnectionOptions } from 'nodemailer/lib/smtp-connection';

/** The program's own default: the inbox of the stack on this machine. */
export const DEFAULT_SMTP_URL = 'smtp://127.0.0.1:1025';

/** An e-mail, ready to go. */
export interface Mail {
  /** The same for the same mail, so that a receiver can tell a repeat: `<key@domain>`. */
  messageId: string;
  to: { name: string; address: string };
  subject: string;
  text: string;
  html: string;
}

/** Sends e-mails. */
export interface Mailer {
  /**
   * Sends the mail. Resolves also when it is unsure whether the server took it: what may have been sent counts as sent.
   *
   * @throws MailRefused when it certainly was not sent
   */
  send(mail: Mail): Promise<void>;
}

/** The mail was certainly not sent: no connection, no login, or the sender or recipient was refused. */
export class MailRefused extends Error {
  override name = 'MailRefused';
}

/** A mailer over SMTP, by an URL as `smtp://user:password@host:587`. */
export function smtpMailer({
  url,
  from = 'Twinstep <noreply@example.com>',
}: {
  url: string;
  from?: string;
}): Mailer {
  const { auth, ...server } = parseConnectionUrl(url);
  const options: SMTPConnectionOptions = {
    connectionTimeout: 5_000,
    greetingTimeout: 5_000,
    socketTimeout: 8_000,
  };

  return {
    async send(mail) {
      const message = new MailComposer({ ...mail, from }).compile();
      const content = await message.build();
      const connection = new SMTPConnection({ ...server, ...options });
      try {
        await refusedIfFails(stage(connection, (done) => connection.connect(done)));
        if (auth) await refusedIfFails(stage(connection, (done) => connection.login(auth, done)));
        await stage(connection, (done) => connection.send(message.getEnvelope(), content, done)).catch(
          (error: unknown) => {
            if (isEnvelopeRefusal(error)) throw new MailRefused(error.message);
          },
        );
        connection.quit();
      } catch (error) {
        connection.close();
        throw error;
      }
    },
  };
}

/** One step of the conversation; it fails with what the server said, or with the connection. */
async function stage(
  connection: SMTPConnection,
  start: (done: (error?: Error | null) => void) => void,
): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    connection.once('error', reject);
    start((error) => (error ? reject(error) : resolve()));
  });
}

async function refusedIfFails(step: Promise<void>): Promise<void> {
  await step.catch((error: unknown) => {
    throw new MailRefused(error instanceof Error ? error.message : 'The mail server cannot be reached');
  });
}

/** The server refused the sender or the recipient, so the mail itself was never sent. */
function isEnvelopeRefusal(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && error.code === 'EENVELOPE';
}
