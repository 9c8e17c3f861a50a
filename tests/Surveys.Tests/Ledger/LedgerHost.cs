using Azure.Core.Pipeline;
using Surveys.Ledger;
using Surveys.Storage;
using Surveys.Tests.Fixture;

namespace Surveys.Tests.Ledger;

/// <summary>The ledger as one host has it, over storage that several hosts may share.</summary>
internal sealed class LedgerHost
{
    public LedgerHost(StorageFixture account, LogCollector log, TimeProvider time, HttpPipelinePolicy? wire = null)
    {
        Storage = account.Open(wire);
        Work = new WorkIndex(Storage, time);
        Ledger = new Surveys.Ledger.InteractionLedger(
            Storage,
            Work,
            new RollupScheduler(Storage, time, log.For<RollupScheduler>()),
            time,
            log.For<Surveys.Ledger.InteractionLedger>()
        );
        Folding = new RollupJob(Storage, Work, (_, _) => ValueTask.FromResult(1), time, log.For<RollupJob>());
        Verification = new LedgerVerifier(Storage);
    }

    public SurveyStorage Storage { get; }

    public WorkIndex Work { get; }

    public Surveys.Ledger.InteractionLedger Ledger { get; }

    public RollupJob Folding { get; }

    public LedgerVerifier Verification { get; }

    /// <summary>Inserts a row where there is none; whether it was new.</summary>
    public Task<bool> AddAsync(Interaction row) =>
        Ledger.ChangeAsync(
            row.Key,
            expectNew: true,
            stored => new Decision<bool>(stored ?? row, stored is null),
            TestContext.Current.CancellationToken
        );

    /// <summary>Changes a row that is there.</summary>
    public Task ChangeAsync(InteractionKey key, Func<Interaction, Interaction> change) =>
        Ledger.ChangeAsync(
            key,
            expectNew: false,
            stored => new Decision<bool>(change(stored!), true),
            TestContext.Current.CancellationToken
        );

    /// <summary>Folds all, recounts all and expects that rows, stripes and folds agree; the number of rows.</summary>
    public async Task<long> RecountAsync()
    {
        await Folding.RunAllAsync(TestContext.Current.CancellationToken);
        var report = await Verification.VerifyAsync(TestContext.Current.CancellationToken);
        Assert.Empty(report.Differences);
        return report.Rows;
    }
}
