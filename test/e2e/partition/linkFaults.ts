import { setTimeout as delay } from 'node:timers/promises';
import type { TwoHosts } from './hosts.js';
import type { LinkFault, Side } from './play.js';

/** The link is cut both ways. */
export const cut: LinkFault = {
  name: 'link cut both ways',
  begin: ({ network }) => network.wire.both({ cut: true }),
  end: ({ network }) => network.wire.mend(),
  told: { alpha: ['FleetLinkDown'], beta: ['FleetLinkDown'] },
  lasts: 300,
};

const oneWay: LinkFault = {
  name: 'link cut from alpha to beta',
  begin: ({ network }) => network.wire.set('out', { cut: true }),
  end: ({ network }) => network.wire.mend(),
  told: { alpha: ['FleetLinkOneWay'], beta: ['FleetLinkDown'] },
  lasts: 90,
};

const otherWay: LinkFault = {
  name: 'link cut from beta to alpha',
  begin: ({ network }) => network.wire.set('back', { cut: true }),
  end: ({ network }) => network.wire.mend(),
  told: { alpha: ['FleetLinkDown'], beta: ['FleetLinkOneWay'] },
  lasts: 90,
};

const bad: LinkFault = {
  name: '30 % loss and 500 ms delay',
  begin: ({ network }) => network.wire.both({ loss: 0.3, delay: 0.5 }),
  end: ({ network }) => network.wire.mend(),
  told: { either: ['FleetLinkLossy'] },
  lasts: 150,
};

/** Seconds that a link that flaps is cut, and whole. */
const flap = 5;

function flapping(): LinkFault {
  const stop = new AbortController();
  let over: Promise<void> | undefined;
  const go = async ({ network }: TwoHosts) => {
    while (!stop.signal.aborted) {
      await network.wire.both({ cut: true });
      await delay(flap * 1000, undefined, { signal: stop.signal }).catch(() => undefined);
      await network.wire.mend();
      await delay(flap * 1000, undefined, { signal: stop.signal }).catch(() => undefined);
    }
  };
  return {
    name: 'link flaps, 5 s down and 5 s up',
    begin: async (hosts) => {
      over = go(hosts);
    },
    end: async () => {
      stop.abort();
      await over;
    },
    told: { either: ['FleetLinkLossy warning'] },
    lasts: 150,
  };
}

/** An agent of each side dies while the link is cut, and is down when it is back: each is told once, on its own side. */
const duringCut: LinkFault = {
  name: 'an agent of each side dies during a cut, and outlasts it',
  begin: async (hosts) => {
    await hosts.network.wire.both({ cut: true });
    await hosts.fault('alpha', 'AccessLedger', 'kill');
    await hosts.fault('beta', 'EdgeBuffer', 'kill');
  },
  end: async (hosts) => {
    await hosts.network.wire.mend();
    await hosts.untilLinked(90);
    await hosts.fault('alpha', 'AccessLedger', 'clear');
    await hosts.fault('beta', 'EdgeBuffer', 'clear');
  },
  told: { alpha: ['FleetAgentDown', 'FleetLinkDown'], beta: ['FleetAgentDown', 'FleetLinkDown'] },
  lasts: 90,
};

/** What is told where a server of a machine does not do its work, and how long that is looked at. */
const missed = {
  fleetwatch: { told: { either: ['FleetExporterDown'] }, lasts: 90 },
  prometheus: { told: { either: ['FleetHubDown warning'] }, lasts: 90 },
  alertmanager: { told: { either: ['FleetHubDown warning'] }, lasts: 90 },
  // Long enough for what is told of the bus after 2 minutes, and follows from it.
  nats: { told: { either: ['FleetNatsDown warning'] }, lasts: 180 },
} as const;

type Missed = keyof typeof missed;

function ended(side: Side, service: Missed): LinkFault {
  return {
    name: `${service} of ${side} killed`,
    begin: (hosts) => hosts[side].kill(service),
    end: (hosts) => hosts[side].run(service),
    ...missed[service],
  };
}

function stopped(side: Side, service: Missed): LinkFault {
  return {
    name: `${service} of ${side} stopped`,
    begin: async (hosts) => hosts[side].signal(service, 'SIGSTOP'),
    end: async (hosts) => hosts[side].signal(service, 'SIGCONT'),
    ...missed[service],
  };
}

/** All that is played. */
export function linkFaults(): readonly LinkFault[] {
  const servers = ['fleetwatch', 'prometheus', 'alertmanager', 'nats'] as const;
  const sides = ['alpha', 'beta'] as const;
  return [
    cut,
    oneWay,
    otherWay,
    bad,
    flapping(),
    duringCut,
    ...servers.flatMap((service) => sides.flatMap((side) => [ended(side, service), stopped(side, service)])),
  ];
}
