// Small counts tell of single children. They are left out, and with them others from which they could be worked out.

export const SMALL = 5;

/** A table of counts whose rows add up to their last cell; with `columns` its columns add up to the last row too. */
export interface Sums {
  counts: readonly (readonly number[])[];
  columns: boolean;
}

type Hidden = boolean[][];

/**
 * Which cells are not shown: every count from 1 to 4, and as many more as it takes so that no sum of a row, or of a column where
 * those are shown, gives one of them away. Which of them were small does not show.
 */
export function hiddenIn({ counts, columns }: Sums): Hidden {
  const hidden: Hidden = counts.map((row) => row.map((count) => count > 0 && count < SMALL));
  while (cellsThatAreTold(hidden, columns).some((told) => hideOneMore(counts, hidden, told, columns)));
  return hidden;
}

type Cell = [row: number, column: number];

function cellsThatAreTold(hidden: Hidden, columns: boolean): Cell[] {
  const isTold = ([row, column]: Cell) => (columns ? !isOnACircle(hidden, [row, column]) : hidden[row]?.filter(Boolean).length === 1);
  return hidden.flatMap((cells, row) => cells.flatMap((isHidden, column): Cell[] => (isHidden ? [[row, column]] : []))).filter(isTold);
}

/** A hidden cell can be worked out where no circle of other hidden cells, along rows and columns by turns, leads back to it. */
function isOnACircle(hidden: Hidden, [row, column]: Cell): boolean {
  const rows = new Set([row]);
  const columns = new Set<number>();
  for (let grew = true; grew; ) {
    const before = rows.size + columns.size;
    for (const [r, cells] of hidden.entries()) {
      for (const [c, isHidden] of cells.entries()) {
        if (!isHidden || (r === row && c === column)) continue;
        if (rows.has(r)) columns.add(c);
        if (columns.has(c)) rows.add(r);
      }
    }
    grew = rows.size + columns.size > before;
  }
  return columns.has(column);
}

/** In the same row, or else in the same column: the smallest that is not 0, rather a part than a sum. */
function hideOneMore(counts: Sums["counts"], hidden: Hidden, [row, column]: Cell, columns: boolean): boolean {
  const open = (cells: Cell[]) => cells.filter(([r, c]) => !hidden[r]?.[c]);
  const along = open((counts[row] ?? []).map((_, c): Cell => [row, c]));
  const down = columns ? open(counts.map((_, r): Cell => [r, column])) : [];
  const isSum = ([r, c]: Cell) => c === (counts[r]?.length ?? 0) - 1 || (columns && r === counts.length - 1);
  const cost = (cell: Cell) => {
    const count = counts[cell[0]]?.[cell[1]] ?? 0;
    return (isSum(cell) ? 2e12 : 0) + (count === 0 ? 1e12 : count);
  };
  const fewest = [...along, ...down].toSorted((a, b) => cost(a) - cost(b))[0];
  if (!fewest) return false;
  (hidden[fewest[0]] as boolean[])[fewest[1]] = true;
  return true;
}

/** Of counts whose sum others know: which are not shown. One that would be left out alone takes the smallest other with it. */
export function hiddenOf(counts: readonly number[]): boolean[] {
  const small = counts.map((count) => count > 0 && count < SMALL);
  if (small.filter(Boolean).length !== 1) return small;
  const others = counts.map((count, index) => ({ count: count === 0 ? Number.MAX_SAFE_INTEGER : count, index })).filter(({ index }) => !small[index]);
  const second = others.toSorted((a, b) => a.count - b.count)[0]?.index;
  return small.map((isSmall, index) => isSmall || index === second);
}

/** Lines of which a service has left some out already: where it is one alone, the smallest of the others goes with it. */
export function withSecond<Line extends { children: bigint; suppressed: boolean }>(lines: Line[]): (Line & { shown: boolean })[] {
  const left = lines.filter((line) => line.suppressed);
  const smallest = lines.filter((line) => !line.suppressed).toSorted((a, b) => Number(a.children - b.children))[0];
  const second = left.length === 1 ? smallest : undefined;
  return lines.map((line) => ({ ...line, shown: !line.suppressed && line !== second }));
}
