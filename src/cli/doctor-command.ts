import { type Command, command } from './command.ts';
import { doctorOptions } from './options/doctor-options.ts';

export const doctorCommand: Command = command({
  name: 'doctor',
  summary: 'examine the machine that measurements are made on',
  usage: 'doctor [options]',
  about: [
    'Measures how far the same code lies apart on this machine, and what else disturbs it: other load, CPU steal, quotas of containers, frequency, timers, limits on files and ports, the version of Node. Says what to mend.',
    'Takes about ten seconds, which the machine should have to itself.',
  ],
  arguments: { name: '', min: 0, max: 0 },
  options: doctorOptions,
  examples: [
    { command: 'plimsoll doctor', does: 'everything' },
    { command: 'plimsoll doctor --processes 0', does: 'without measuring noise' },
    { command: 'plimsoll doctor --strict', does: 'exit with 3 when something spoils measurements' },
  ],
  run: async (input) => (await import('./doctor.ts')).doctor(input),
});
