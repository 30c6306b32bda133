import { type AddressFamily, type SocketState, socketStates, type TcpSocket } from '../system/sockets.js';

/** Sockets of one state and family. */
export interface StateCount {
  readonly state: SocketState;
  readonly family: AddressFamily;
  readonly sockets: number;
}

/** All states of both families, also those that no socket is in. */
export function countStates(sockets: readonly TcpSocket[]): StateCount[] {
  const counts = { 4: new Map<SocketState, number>(), 6: new Map<SocketState, number>() };
  for (const { family, state } of sockets) counts[family].set(state, (counts[family].get(state) ?? 0) + 1);
  return socketStates.flatMap((state) =>
    ([4, 6] as const).map((family) => ({ state, family, sockets: counts[family].get(state) ?? 0 })),
  );
}
