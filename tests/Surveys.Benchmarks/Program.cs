using Surveys.Benchmarks;

// The storage to measure on: a connection string, or the emulator on its usual ports.
await new LedgerBenchmark(args is [var connection] ? connection : "UseDevelopmentStorage=true").RunAsync();
