import type { CallbackAnswer } from '../../workflows/patterns/callback.ts';
import type { Session } from '../conformance/interpreter/session.ts';

/** Messages for waits that may not have begun, and waits for messages that may not have come. */
export class Mailboxes {
  readonly #messages = new Map<string, unknown[]>();
  readonly #tokens = new Map<string, string>();

  open(signal: string, token: string, session: Session): void {
    this.#tokens.set(signal, token);
    session.after(0, () => this.#deliver(signal, session));
  }

  put(signal: string, message: unknown, session: Session): Promise<void> {
    this.#messages.set(signal, [...(this.#messages.get(signal) ?? []), message]);
    return this.#deliver(signal, session);
  }

  async #deliver(signal: string, session: Session): Promise<void> {
    const token = this.#tokens.get(signal);
    const [message, ...rest] = this.#messages.get(signal) ?? [];
    if (token === undefined || message === undefined) return;
    this.#tokens.delete(signal);
    this.#messages.set(signal, rest);
    if (signal === 'callbackAnswered') await answer(token, message, session);
    else await session.sendTaskSuccess(token, message);
  }
}

async function answer(token: string, message: unknown, session: Session): Promise<void> {
  const { answer: given } = message as { answer: CallbackAnswer };
  if ('value' in given) await session.sendTaskSuccess(token, given.value);
  else await session.sendTaskFailure(token, { error: given.failure.type, cause: given.failure.message });
}
