import { createHash, timingSafeEqual } from 'node:crypto';
import { Problem } from './problem.ts';

/** Checks `Authorization: Bearer <key>`. Without any keys, everybody may come in. */
export function createAuthentication(apiKeys: readonly string[]) {
  const accepted = apiKeys.map(digest);

  /** @throws Problem `not-authenticated` */
  return function authenticate(authorization: string | undefined): void {
    if (accepted.length === 0) return;
    const given = digest(/^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1] ?? '');
    const matches = accepted.map((key) => timingSafeEqual(key, given));
    if (!matches.includes(true)) {
      throw new Problem('not-authenticated', 'Send Authorization: Bearer <API key>', {
        headers: { 'WWW-Authenticate': 'Bearer realm="twinstep"' },
      });
    }
  };
}

/** Of equal length for every key, as the constant-time comparison needs it. */
function digest(key: string): Buffer {
  return createHash('sha256').update(key).digest();
}
