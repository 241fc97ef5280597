import { parseDurationMs } from '../model/units.ts';
import { type CapacityOptions, planCapacity } from '../plan/capacity/capacity-plan.ts';
import { capacityDirection } from '../runs/capacity.ts';
import type { CommandInput } from './command.ts';
import type { capacityOptions } from './options/tables.ts';
import { perform } from './perform.ts';
import { planFile } from './plan-file.ts';
import { terminalForReports } from './reports.ts';

/** `plimsoll capacity FILE`: the highest load that stays within all limits. */
export async function capacity({ arguments: files, ...input }: CommandInput<typeof capacityOptions>): Promise<number> {
  const { options } = input;
  const terminal = terminalForReports(options, input.terminal);
  const [file = ''] = files;
  const planned = await planFile(file, { ...options, ...NOT_LAID_OVER }, terminal);
  const search = planCapacity(planned, searchOptions(options));
  return perform([search.plan], { options, terminal, direction: capacityDirection(search) });
}

/** The search decides the load itself. */
const NOT_LAID_OVER = {
  users: undefined,
  rate: undefined,
  duration: undefined,
  iterations: undefined,
  kind: undefined,
  maxDuration: undefined,
} as const;

function searchOptions(options: CommandInput<typeof capacityOptions>['options']): CapacityOptions {
  const { from, to, expected, precision, confidence, maxRequests } = options;
  const ms = (text: string | undefined) => (text === undefined ? undefined : parseDurationMs(text));
  const given = {
    from,
    to,
    expected,
    precision,
    confidence,
    maxRequests,
    holdMs: ms(options.hold),
    restMs: ms(options.rest),
    maxTimeMs: ms(options.maxTime),
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}
