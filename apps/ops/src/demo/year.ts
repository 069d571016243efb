import type { BulkCommand } from '#client/bulk-lines.js';
import type { Subscription } from './read-all.js';

/**
 * What customers do in the demo's year: which subscription does what follows from its place in the list alone, so that
 * every run tells the same story. The keys are fixed too.
 */
type Story = (subscription: Subscription, place: number) => readonly BulkCommand[];

const command =
  (step: string) =>
  (name: string, subscriptionId: string, payload: Readonly<Record<string, unknown>> = {}): BulkCommand => ({
    idempotencyKey: `demo-${step}-${name}-${subscriptionId}-${JSON.stringify(payload)}`.slice(0, 200),
    command: name,
    payload: { subscriptionId, ...payload },
  });

const takesLicenses = (place: number) => place < 60;
const givesLicensesBack = (place: number) => takesLicenses(place) && place % 2 === 0;
const addsSeats = (place: number) => place >= 60 && place < 100;
const reducesSeats = (place: number) => place >= 100 && place < 130;
const disablesInTime = (place: number) => place % 5 === 0;
const disablesLate = (place: number) => place % 10 === 3;
const wouldRatherBeRefused = (place: number) => place % 20 === 3;

const SEATS_ADDED = 3;
const HOLDERS = ['user-1', 'user-2'];

export const assignLicenses: Story = ({ subscriptionId }, place) =>
  takesLicenses(place)
    ? HOLDERS.map((endUserId) => command('assign')('AssignLicense', subscriptionId, { endUserId }))
    : [];

export const changeSeats: Story = ({ subscriptionId, seats }, place) => {
  if (addsSeats(place)) return [command('add')('AddSeats', subscriptionId, { add: SEATS_ADDED })];
  if (!reducesSeats(place)) return [];
  return [command('reduce')('ReduceSeatsAtRenewal', subscriptionId, { seats: Math.ceil(seats / 2) })];
};

export const unassignLicenses: Story = ({ subscriptionId }, place) =>
  givesLicensesBack(place)
    ? HOLDERS.map((endUserId) => command('unassign')('UnassignLicense', subscriptionId, { endUserId }))
    : [];

export const disableInTime: Story = ({ subscriptionId }, place) =>
  disablesInTime(place) ? [command('in-time')('DisableAutoRenew', subscriptionId)] : [];

export const disableLate: Story = ({ subscriptionId }, place) => {
  if (!disablesLate(place)) return [];
  const ifLate = wouldRatherBeRefused(place) ? 'refuse' : 'defer';
  return [command('late')('DisableAutoRenew', subscriptionId, { ifLate })];
};

/** One whose year has most in it: monthly, seats added, disabled too late and so renewed once more. */
export const mostTold = (subscriptions: readonly Subscription[]): Subscription | undefined => {
  const told = subscriptions.filter(
    (_, place) => addsSeats(place) && disablesLate(place) && !wouldRatherBeRefused(place),
  );
  return told.find(({ period }) => period === 'monthly') ?? told[0];
};

export const everyones = (story: Story, subscriptions: readonly Subscription[]): BulkCommand[] =>
  subscriptions.flatMap((subscription, place) => story(subscription, place));
