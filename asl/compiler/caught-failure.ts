import { timedOutType } from './expression/caught-error.ts';

/**
 * What a Catch keeps of an error, in JSONata: `{type, message}`, whatever Step Functions reports. It never fails itself.
 *
 * - An Error that is missing gets a name; a leading `States.` is taken off.
 * - A Cause that is missing is empty; a Lambda function's is JSON as text, which may be cut, so its `errorMessage` is
 *   looked up by pattern; so is the failure of a child execution.
 * - A time-out has no Cause at all: it gets a type and a message.
 */
export function caughtFailure(from: {
  timedOut: { type: string; message: string } | undefined;
  activity?: string | undefined;
  child?: string | undefined;
}): string {
  const silence = from.timedOut ?? { type: timedOutType, message: 'The activity did not answer in time' };
  const child = from.child === undefined ? '' : childParts;
  const error = from.child === undefined ? '$o.Error' : '($exists($childError) ? $childError : $o.Error)';
  const errorText = from.child === undefined ? '$o.Error' : '$error';
  const extra = [
    ...(from.activity === undefined ? [] : [`'activity': ${quote(from.activity)}`]),
    ...(from.child === undefined ? [] : [`'child': ${quote(from.child)}`]),
  ].map((entry) => `, ${entry}`);
  return (
    `($o := $states.errorOutput; ` +
    `$cause := $type($o.Cause) = 'string' ? $o.Cause : ''; ` +
    child +
    (from.child === undefined ? '' : `$error := ${error}; `) +
    `$found := $match($cause, ${member(from.child === undefined ? 'errorMessage' : 'Cause')})[0].groups[0]; ` +
    `$timedOut := $type($o.Error) = 'string' and $o.Error in ['States.Timeout', 'States.HeartbeatTimeout']; ` +
    `{'type': $timedOut ? ${quote(silence.type)} : $type(${errorText}) = 'string' and ${errorText} != '' ? ` +
    `$replace(${errorText}, /^States\\./, '') : 'UnknownError', ` +
    `'message': $timedOut ? ${quote(silence.message)} : $exists($found) ? $parse('"' & $found & '"') : $cause` +
    `${extra.join('')}})`
  );
}

const childParts = `$childError := $match($cause, ${member('Error')})[0].groups[0]; `;

/** A pattern for a text member of JSON. Step Functions' scanner miscounts a bracket right after a backslash. */
function member(name: string): string {
  return `/"${name}":"((?:[^\\\\"]|\\\\.)*)"/`;
}

function quote(text: string): string {
  return `'${JSON.stringify(text).slice(1, -1).replaceAll("'", "\\'").replaceAll('\\"', '"')}'`;
}
