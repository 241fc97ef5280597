import type { MachineCheck } from '../../model/machine.ts';
import { formatCount } from '../../model/units.ts';
import { portCount, type ReadSystem, softLimit } from './system.ts';

const FEW_FILES = 4096;
const ENOUGH_FILES = 16_384;
const FEW_PORTS = 20_000;

export function filesCheck(read: ReadSystem): MachineCheck {
  const check = { id: 'files', subject: 'Open files' };
  const most = softLimit(read('/proc/self/limits'), 'Max open files');
  if (most === undefined) return { ...check, status: 'unknown', found: "see 'ulimit -n'" };
  const found = Number.isFinite(most) ? `${formatCount(most)} at once, one for each connection` : 'as many as needed';
  if (most >= ENOUGH_FILES) return { ...check, status: 'good', found };
  const advice = "Raise it before starting many users: 'ulimit -n 65536', or LimitNOFILE= of the service.";
  return { ...check, status: most < FEW_FILES ? 'poor' : 'fair', found, advice };
}

export function portsCheck(read: ReadSystem): MachineCheck {
  const check = { id: 'ports', subject: 'Ports' };
  const ports = portCount(read('/proc/sys/net/ipv4/ip_local_port_range'));
  if (ports === undefined) return { ...check, status: 'unknown', found: 'only known on Linux' };
  const reuse = read('/proc/sys/net/ipv4/tcp_tw_reuse')?.trim();
  const found = `${formatCount(ports)} for connections to one address and port`;
  const advice = [
    ...(ports < FEW_PORTS ? ['sysctl -w net.ipv4.ip_local_port_range="1024 65535"'] : []),
    ...(reuse === '0' ? ['sysctl -w net.ipv4.tcp_tw_reuse=1'] : []),
  ];
  if (advice.length === 0) return { ...check, status: 'good', found };
  return {
    ...check,
    status: ports < FEW_PORTS ? 'poor' : 'fair',
    found: `${found}${reuse === '0' ? '; closed ones are not used again for a minute' : ''}`,
    advice: `Where tests open many connections: ${advice.join('; ')}.`,
  };
}

const FEW_WAITING = 1024;

/** How many connections may wait to be accepted by a target on this machine. */
export function backlogCheck(read: ReadSystem): MachineCheck {
  const check = { id: 'backlog', subject: 'Backlog' };
  const most = Number(read('/proc/sys/net/core/somaxconn'));
  if (!(most > 0)) return { ...check, status: 'unknown', found: 'only known on Linux' };
  const found = `${formatCount(most)} connections may wait to be accepted`;
  if (most >= FEW_WAITING) return { ...check, status: 'good', found };
  return {
    ...check,
    status: 'fair',
    found,
    advice: 'For a target on this machine: sysctl -w net.core.somaxconn=4096.',
  };
}
