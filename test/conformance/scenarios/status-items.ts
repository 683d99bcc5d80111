import type { Happening, Scenario, Setting } from '../scenario.ts';

type Path = Omit<Scenario, 'process' | 'input'> & { due?: number | ((setting: Setting) => string) };

const HOURS = 3_600_000;
const at = ({ start }: Setting, hours: number) => new Date(start.getTime() + hours * HOURS).toISOString();

/** An item that is due `due` hours after its start. */
const item = ({ due = 48, ...scenario }: Path): Scenario => ({
  ...scenario,
  process: 'changeStatusWhenDue',
  input: (setting) => ({
    Id: setting.id,
    StartTimestamp: typeof due === 'number' ? at(setting, due) : due(setting),
  }),
});

const after = (hours: number) => `${hours} hours`;
const reschedule = (hours: number, due: number): Happening => ({
  after: after(hours),
  run: 'rescheduleStatusChange',
  input: (setting) => ({ Id: setting.id, StartTimestamp: at(setting, due) }),
});
const cancel = (hours: number): Happening => ({
  after: after(hours),
  run: 'cancelStatusChange',
  input: ({ id }) => ({ Id: id }),
});

const completed = { output: { ProcessStatus: 'COMPLETED' } };
const cancelled = { output: { ProcessStatus: 'CANCELLED' } };
const whole = ['startStatusItem', 'completeStatusItem'];
const changed = (command: string) => [command, 'sendSignal', 'readStatusItem'];
const rescheduled = changed('rescheduleStatusItem');

export const statusItems: Scenario[] = [
  item({ name: 'due in two days', ends: completed, calls: whole }),
  item({ name: 'due in 359 days', due: 359 * 24, ends: completed, calls: whole }),
  item({ name: 'due an hour ago', due: -1, ends: completed, calls: whole }),
  item({
    name: 'due at an offset from UTC',
    due: ({ start }) => new Date(start.getTime() + 5 * HOURS).toISOString().replace('Z', '+03:30'),
    ends: completed,
    calls: whole,
  }),
  item({
    name: 'moved to later',
    happenings: [reschedule(1, 400)],
    ends: completed,
    calls: ['startStatusItem', ...rescheduled, 'completeStatusItem'],
  }),
  item({
    name: 'moved to earlier',
    happenings: [reschedule(1, 3)],
    ends: completed,
    calls: ['startStatusItem', ...rescheduled, 'completeStatusItem'],
  }),
  item({
    name: 'moved into the past',
    happenings: [reschedule(5, 1)],
    ends: completed,
    calls: ['startStatusItem', ...rescheduled, 'completeStatusItem'],
  }),
  item({
    name: 'moved three times: the last one wins',
    happenings: [reschedule(1, 100), reschedule(2, 200), reschedule(3, 90)],
    ends: completed,
    calls: ['startStatusItem', ...rescheduled, ...rescheduled, ...rescheduled, 'completeStatusItem'],
  }),
  item({
    name: 'starting anew after three waits',
    roundsOfAnExecution: 3,
    happenings: [1, 2, 3, 4, 5, 6, 7].map((hours) => reschedule(hours, 100 + hours)),
    ends: completed,
    calls: ['startStatusItem', ...Array.from({ length: 7 }, () => rescheduled).flat(), 'completeStatusItem'],
  }),
  item({
    name: 'cancelled',
    happenings: [cancel(47)],
    ends: cancelled,
    calls: ['startStatusItem', ...changed('cancelStatusItem')],
  }),
  item({
    name: 'moved, then cancelled',
    happenings: [reschedule(1, 100), cancel(99)],
    ends: cancelled,
    calls: ['startStatusItem', ...rescheduled, ...changed('cancelStatusItem')],
  }),
  item({
    name: 'woken for nothing, and waiting on',
    happenings: [
      { after: after(1), signal: 'statusItemChanged', payload: {} },
      { after: after(2), signal: 'statusItemChanged', payload: { change: 'none' } },
    ],
    ends: completed,
    calls: ['startStatusItem', 'readStatusItem', 'readStatusItem', 'completeStatusItem'],
  }),
  item({
    name: 'a signal nobody waits for',
    happenings: [{ after: after(1), signal: 'other', payload: {} }],
    ends: completed,
    calls: whole,
  }),
  item({
    name: 'deleted while it waits',
    happenings: [
      {
        after: after(1),
        change: (store, { id }) => store.db.collection<{ _id: string }>('statusItems').deleteOne({ _id: id }),
      },
    ],
    ends: { error: 'ItemGone', cause: /was deleted$/ },
    calls: whole,
  }),
  item({
    name: 'moved after it was deleted',
    happenings: [
      {
        after: after(1),
        change: (store, { id }) => store.db.collection<{ _id: string }>('statusItems').deleteOne({ _id: id }),
      },
      reschedule(2, 100),
    ],
    ends: { error: 'ItemGone', cause: /was deleted$/ },
    calls: ['startStatusItem', 'rescheduleStatusItem', 'completeStatusItem'],
  }),
  item({
    name: 'too far ahead',
    due: 361 * 24,
    ends: { error: 'InvalidInput', cause: /^StartTimestamp: / },
    calls: ['startStatusItem'],
  }),
  item({
    name: 'no instant at all',
    due: () => 'tomorrow',
    ends: { error: 'InvalidInput', cause: /^StartTimestamp: / },
    calls: ['startStatusItem'],
  }),
  item({
    name: 'an id in use',
    given: (store, setting) =>
      store.statusItems.start({
        _id: setting.id,
        workflowId: 'item-other',
        startActionAt: setting.start,
        at: setting.start,
      }),
    ends: { error: 'IdInUse', cause: /is in use$/ },
    calls: ['startStatusItem'],
  }),
];
