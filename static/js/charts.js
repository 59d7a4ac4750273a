// What ECharts is told to draw of a table, by the shape of the chart.

const compact = new Intl.NumberFormat(document.documentElement.lang, { notation: "compact" });
const shorten = (number) => compact.format(number);

function tell(row, columns) {
  const facts = columns.map((column, i) => `${column}: ${row.texts[i]}`);
  return [row.name, ...facts].join("\n");
}

function categories(names, look, more = {}) {
  return {
    type: "category",
    data: names,
    axisTick: { show: false },
    axisLine: { lineStyle: { color: look.line } },
    ...more,
    axisLabel: { color: look.text, hideOverlap: true, ...more.axisLabel },
  };
}

function amounts(name, look, more = {}) {
  return {
    type: "value",
    name,
    nameLocation: "middle",
    nameTextStyle: { color: look.quiet },
    splitLine: { lineStyle: { color: look.line } },
    ...more,
    axisLabel: { color: look.quiet, hideOverlap: true, formatter: shorten, ...more.axisLabel },
  };
}

// Of one row each, whatever is pointed at.
const byRow = (rows, columns) => ({
  trigger: "axis",
  axisPointer: { type: "shadow" },
  formatter: ([point]) => tell(rows[point.dataIndex], columns),
});

// A dozen names or fewer are all written, on the slant where they would touch.
function allNames(names, look, width) {
  if (names.length > 12) return {};
  const longest = Math.max(...names.map((name) => name.length)) * 0.5 * look.rem;
  const room = (width - 4 * look.rem) / names.length;
  return { interval: 0, hideOverlap: false, rotate: longest > room ? 40 : 0 };
}

const SHAPES = {
  columns({ columns, rows }, look, width) {
    const names = rows.map((row) => row.name);
    return {
      tooltip: byRow(rows, columns),
      xAxis: categories(names, look, { axisLabel: allNames(names, look, width) }),
      yAxis: amounts(columns[0], look),
      series: [
        {
          type: "bar",
          data: rows.map((row) => row.numbers[0]),
          barMaxWidth: 4 * look.rem,
          itemStyle: { color: look.ink, borderRadius: [3, 3, 0, 0] },
        },
      ],
    };
  },

  bars({ columns, rows }, look) {
    const width = 9 * look.rem;
    return {
      tooltip: byRow(rows, columns),
      xAxis: amounts(columns[0], look, { nameGap: 1.7 * look.rem }),
      yAxis: categories(rows.map((row) => row.name), look, {
        inverse: true,
        axisLabel: { width, overflow: "truncate", interval: 0 },
      }),
      series: [
        {
          type: "bar",
          data: rows.map((row) => row.numbers[0]),
          barMaxWidth: 1.4 * look.rem,
          itemStyle: { color: look.ink, borderRadius: [0, 3, 3, 0] },
        },
      ],
    };
  },

  line({ columns, rows }, look) {
    // Years without titles are zeros of the line, though no rows of the table.
    const counts = new Map(rows.map((row) => [Number(row.name), row]));
    const years = [...counts.keys()];
    const first = Math.min(...years);
    const all = Array.from({ length: Math.max(...years) - first + 1 }, (_, i) => first + i);
    return {
      tooltip: {
        trigger: "axis",
        formatter: ([{ dataIndex }]) => {
          const row = counts.get(all[dataIndex]) ?? { name: String(all[dataIndex]), texts: ["0"] };
          return tell(row, columns);
        },
      },
      xAxis: categories(all.map(String), look, { boundaryGap: false }),
      yAxis: amounts(columns[0], look),
      series: [
        {
          type: "line",
          data: all.map((year) => counts.get(year)?.numbers[0] ?? 0),
          showSymbol: all.length === 1,
          lineStyle: { color: look.ink, width: 2 },
          itemStyle: { color: look.ink },
          areaStyle: { color: look.ink, opacity: 0.15 },
        },
      ],
    };
  },

  // The first two columns against each other: the one a line, the other dashes.
  pair({ columns, rows }, look) {
    const lines = [
      { colour: look.ink, type: "solid" },
      { colour: look["ink-against"], type: "dashed" },
    ];
    return {
      tooltip: byRow(rows, columns),
      xAxis: categories(rows.map((row) => row.name), look, { boundaryGap: false }),
      yAxis: amounts("", look, { scale: true }),
      series: lines.map(({ colour, type }, i) => ({
        type: "line",
        data: rows.map((row) => row.numbers[i]),
        showSymbol: rows.length === 1,
        lineStyle: { color: colour, width: 2, type },
        itemStyle: { color: colour },
      })),
    };
  },

  heat(table, look, width) {
    const most = Math.max(...table.rows.flatMap((row) => row.numbers), 1);
    return squares(table, look, width, { least: 0, most, colours: [look.sunk, look.ink] });
  },

  correlation(table, look, width) {
    const colours = [look["ink-against"], look.sunk, look.ink];
    return squares(table, look, width, { least: -1, most: 1, colours });
  },

  points({ columns, rows }, look) {
    const [across, up] = [0, 1].map((i) => {
      const powers = rows.map((row) => Math.log10(row.numbers[i]));
      const [least, most] = [Math.floor(Math.min(...powers)), Math.ceil(Math.max(...powers))];
      // Of a logarithmic axis the interval is in powers of ten.
      return { min: 10 ** least, max: 10 ** most, interval: Math.ceil((most - least) / 6) };
    });
    const ends = [Math.max(across.min, up.min), Math.min(across.max, up.max)];
    return {
      tooltip: {
        trigger: "item",
        formatter: ({ seriesIndex, dataIndex }) =>
          seriesIndex === 0 ? tell(rows[dataIndex], columns) : "",
      },
      xAxis: amounts(columns[0], look, { type: "log", nameGap: 1.7 * look.rem, ...across }),
      yAxis: amounts(columns[1], look, { type: "log", ...up }),
      series: [
        {
          type: "scatter",
          data: rows.map((row) => row.numbers.slice(0, 2)),
          symbolSize: 0.6 * look.rem,
          itemStyle: { color: look.ink, opacity: 0.65 },
          addresses: rows.map((row) => row.address),
        },
        {
          // Where revenue is what it cost.
          type: "line",
          data: ends.map((end) => [end, end]),
          symbol: "none",
          silent: true,
          animation: false,
          lineStyle: { color: look.quiet, type: "dashed", width: 1 },
        },
      ],
    };
  },

  // A small chart for each row, since each has a unit of its own.
  boxes({ columns, rows }, look) {
    const height = 100 / rows.length;
    const each = (make) => rows.map(make);
    return {
      tooltip: { trigger: "item", formatter: ({ seriesIndex }) => tell(rows[seriesIndex], columns) },
      grid: each((_, i) => ({
        top: `${height * i}%`,
        height: `${height * 0.55}%`,
        left: 8 * look.rem,
        right: 1.5 * look.rem,
        outerBoundsMode: "none",
      })),
      xAxis: each((row, i) =>
        amounts("", look, {
          gridIndex: i,
          scale: true,
          splitNumber: 4,
          splitLine: { show: false },
          // Years are written out.
          axisLabel: row.texts[4] === String(row.numbers[4]) ? { formatter: String } : {},
        }),
      ),
      yAxis: each((row, i) =>
        categories([row.name], look, {
          gridIndex: i,
          axisLine: { show: false },
          axisLabel: { width: 7.5 * look.rem, overflow: "break", interval: 0 },
        }),
      ),
      series: each((row, i) => ({
        type: "boxplot",
        xAxisIndex: i,
        yAxisIndex: i,
        data: [row.numbers.slice(0, 5)],
        boxWidth: ["30%", "80%"],
        itemStyle: { color: look["ink-soft"], borderColor: look.ink, borderWidth: 1.5 },
      })),
    };
  },
};

function squares({ columns, rows }, look, width, { least, most, colours }) {
  const names = 7 * look.rem;
  const room = (width - names) / columns.length;
  const isLong = columns.some((name) => name.length > 6);
  const cells = rows.flatMap((row, y) =>
    row.numbers.flatMap((number, x) => {
      if (number === null) return [];
      const isStrong = Math.abs(number) > most / 2;
      return [{ value: [x, y, number], label: { color: isStrong ? look.surface : look.text } }];
    }),
  );
  return {
    tooltip: {
      trigger: "item",
      formatter: ({ value: [x, y] }) => `${rows[y].name}, ${columns[x]}: ${rows[y].texts[x]}`,
    },
    xAxis: categories(columns, look, {
      position: "top",
      axisLine: { show: false },
      axisLabel: isLong ? { rotate: room > 3 * look.rem ? 35 : 90, interval: 0 } : {},
    }),
    yAxis: categories(rows.map((row) => row.name), look, {
      inverse: true,
      axisLine: { show: false },
      axisLabel: { width: names, overflow: "truncate", interval: 0 },
    }),
    visualMap: { show: false, min: least, max: most, inRange: { color: colours } },
    series: [
      {
        type: "heatmap",
        data: cells,
        label: {
          show: room > 2.6 * look.rem,
          // Without the number of titles that follows in brackets.
          formatter: ({ value: [x, y] }) => rows[y].texts[x].split(" (")[0],
        },
        itemStyle: { borderColor: look.surface, borderWidth: 2 },
        emphasis: { itemStyle: { borderColor: look.text } },
      },
    ],
  };
}
