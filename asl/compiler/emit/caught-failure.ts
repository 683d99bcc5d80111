import { timedOutType } from '../expression/caught-error.ts';

/**
 * What a Catch keeps of an error, in JSONata: `{type, message, details?}`, whatever Step Functions reports. It never fails itself.
 *
 * - An Error that is missing gets a name; a leading `States.` is taken off.
 * - A Cause that is missing is empty; a Lambda function's is JSON as text, which may be cut, so its `errorMessage` is
 *   looked up by pattern; so are its details, the first line of its `trace`, and the failure of a child execution.
 * - A time-out has no Cause at all: it gets a type and a message.
 */
export function caughtFailure(from: {
  timedOut: { type: string; message: string } | undefined;
  activity?: string | undefined;
  child?: string | undefined;
}): string {
  const silence = from.timedOut ?? { type: timedOutType, message: 'The activity did not answer in time' };
  const parts = from.child === undefined ? ofLambda : ofExecution;
  const came = (['activity', 'child'] as const).flatMap((through) => {
    const name = from[through];
    return name === undefined ? [] : [`, '${through}': ${quote(name)}`];
  });
  return (
    `($o := $states.errorOutput; ` +
    `$cause := $type($o.Cause) = 'string' ? $o.Cause : ''; ` +
    `$error := ${parts.error}; ` +
    `$found := ${parts.message}; ` +
    `$timedOut := $type($error) = 'string' and $error in ['States.Timeout', 'States.HeartbeatTimeout']; ` +
    `{'type': $timedOut ? ${quote(silence.type)} : ` +
    `$type($error) = 'string' and $error != '' ? $replace($error, /^States\\./, '') : 'UnknownError', ` +
    `'message': $timedOut ? ${quote(silence.message)} : $exists($found) ? $parse('"' & $found & '"') : $cause` +
    parts.details +
    `${came.join('')}})`
  );
}

const ofLambda = { error: '$o.Error', message: member('errorMessage'), details: detailsOfTrace() };

const ofExecution = {
  error: `($e := ${member('Error')}; $exists($e) ? $e : $o.Error)`,
  message: member('Cause'),
  details: '',
};

/** A text member of the JSON in `$cause`. Step Functions' scanner miscounts a bracket right after a backslash. */
function member(name: string): string {
  return `$match($cause, /"${name}":\\s*"((?:[^\\\\"]|\\\\.)*)"/)[0].groups[0]`;
}

/** The first line of the trace is the details as JSON: a text member in all but the bracket, which any character may be. */
function detailsOfTrace(): string {
  const details = `$match($cause, /"trace":\\s*."details:((?:[^\\\\"]|\\\\.)*)"/)[0].groups[0]`;
  return `, 'details': ($line := ${details}; $exists($line) ? $parse($parse('"' & $line & '"')))`;
}

/** A text in JSONata. */
function quote(text: string): string {
  return `'${JSON.stringify(text).slice(1, -1).replaceAll("'", "\\'").replaceAll('\\"', '"')}'`;
}
