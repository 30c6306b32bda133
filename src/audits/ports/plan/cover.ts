/** Nodes that together touch every edge of a graph. */
export interface Cover {
  readonly nodes: ReadonlySet<number>;
  /** Whether no smaller one exists. */
  readonly isSmallest: boolean;
}

type Graph = Map<number, Set<number>>;

/** Nodes among which every choice is tried: a few thousand steps. */
const exactUpTo = 20;

/**
 * A smallest vertex cover. Chains and trees, which is what ports one apart make, are solved by their ends; what is left
 * by trying out, up to 20 nodes hanging together; of more, those with most edges are taken until so few are left.
 * Where two nodes would do equally well, a `dear` one is spared.
 */
export function smallestCover(against: readonly ReadonlySet<number>[], dear: ReadonlySet<number>): Cover {
  const graph: Graph = new Map();
  for (const [node, others] of against.entries()) if (others.size > 0) graph.set(node, new Set(others));
  const nodes = new Set<number>();
  let isSmallest = true;
  const take = (node: number) => {
    nodes.add(node);
    remove(graph, node);
  };
  takeBehindEnds(graph, [...graph.keys()], dear, take);
  while (graph.size > 0) {
    const part = partWith(graph, graph.keys().next().value ?? 0);
    if (part.length <= exactUpTo) {
      for (const node of tryOut(copyOf(graph, part))) take(node);
      continue;
    }
    isSmallest = false;
    const most = part.reduce((best, node) => (degree(graph, node) > degree(graph, best) ? node : best));
    const neighbours = [...(graph.get(most) ?? [])];
    take(most);
    takeBehindEnds(graph, neighbours, dear, take);
  }
  return { nodes, isSmallest };
}

/** The only neighbour of a node is in some smallest cover: it covers all that the node itself would, and more. */
function takeBehindEnds(graph: Graph, candidates: number[], dear: ReadonlySet<number>, take: (node: number) => void) {
  // The list grows while it is gone through: what loses its neighbour may become an end itself.
  for (const node of candidates) {
    const others = graph.get(node);
    const [only] = others ?? [];
    if (others?.size !== 1 || only === undefined) continue;
    const next = [...(graph.get(only) ?? [])];
    take(dear.has(only) && next.length === 1 && !dear.has(node) ? node : only);
    for (const neighbour of next) if (degree(graph, neighbour) === 1) candidates.push(neighbour);
  }
}

/** Branch and bound: a node is in the cover, or all of its neighbours are. */
function tryOut(graph: Graph): number[] {
  let best = [...graph.keys()];
  const search = (rest: Graph, taken: readonly number[]): void => {
    if (taken.length >= best.length) return;
    const [first] = rest.keys();
    if (first === undefined) {
      best = [...taken];
      return;
    }
    const most = [...rest.keys()].reduce((a, b) => (degree(rest, b) > degree(rest, a) ? b : a));
    const neighbours = [...(rest.get(most) ?? [])];
    search(without(rest, [most]), [...taken, most]);
    search(without(rest, neighbours), [...taken, ...neighbours]);
  };
  search(graph, []);
  return best;
}

function without(graph: Graph, nodes: readonly number[]): Graph {
  const rest = copyOf(graph, [...graph.keys()]);
  for (const node of nodes) remove(rest, node);
  return rest;
}

/** Takes a node out, and with it all that have no edge left. */
function remove(graph: Graph, node: number): void {
  for (const other of graph.get(node) ?? []) {
    const edges = graph.get(other);
    edges?.delete(node);
    if (edges?.size === 0) graph.delete(other);
  }
  graph.delete(node);
}

function partWith(graph: Graph, start: number): number[] {
  const part = new Set([start]);
  for (const node of part) for (const other of graph.get(node) ?? []) part.add(other);
  return [...part];
}

function copyOf(graph: Graph, nodes: readonly number[]): Graph {
  return new Map(nodes.map((node) => [node, new Set(graph.get(node))]));
}

function degree(graph: Graph, node: number): number {
  return graph.get(node)?.size ?? 0;
}
