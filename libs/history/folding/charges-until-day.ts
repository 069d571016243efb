import type { StoredEvent } from '#event-store/stored-event.js';
import type { CalendarDate } from '#kernel/calendar-date.js';
import type { ChargeRow } from '#read-models/charge/charge.rows.js';

interface Made {
  readonly row: ChargeRow;
  readonly by: StoredEvent;
}

/** Charges by the day on which they fall due: those of the future count once their day comes. */
export class ChargesUntilDay {
  private readonly fallenDue = new Map<number, bigint>();
  private coming: Made[] = [];
  private day = '' as CalendarDate;

  /** In minor units. */
  chargedOf(termNumber: number | null): bigint {
    return termNumber === null ? 0n : (this.fallenDue.get(termNumber) ?? 0n);
  }

  /** @returns the events whose charges fell due since the last day. */
  advanceTo(day: CalendarDate): readonly StoredEvent[] {
    if (day <= this.day) return [];
    this.day = day;
    const due = this.coming.filter(({ row }) => row.due_on <= day);
    this.coming = this.coming.filter(({ row }) => row.due_on > day);
    for (const { row } of due) this.charge(row);
    return due.map(({ by }) => by);
  }

  add(row: ChargeRow, by: StoredEvent): void {
    if (row.due_on <= this.day) this.charge(row);
    else this.coming.push({ row, by });
  }

  private charge({ term_number, amount_minor }: ChargeRow): void {
    this.fallenDue.set(term_number, this.chargedOf(term_number) + amount_minor);
  }
}
