using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Surveys.Ledger;
using Surveys.ServiceRegister;
using Surveys.Sms;
using Surveys.Tests.Fixture;

namespace Surveys.Tests.Sms.Simulation;

/// <summary>A simulated host crashed in the middle of a call.</summary>
internal sealed class CrashException() : Exception("The host crashed here.");

/// <summary>
/// Two hosts over shared storage in memory, with one clock and one source of randomness. A host may crash before or
/// after any call to storage. Everything runs on one thread, so a seed that failed fails again.
/// </summary>
internal sealed class SimulatedPlatform : IAsyncDisposable
{
    /// <summary>Interruptions within interruptions.</summary>
    private const int MaxDepth = 2;

    private readonly Random _random;
    private readonly MemoryTables _tables = new();
    private readonly ISmsSender _carrier;
    private readonly ServiceProvider[] _hosts;
    private readonly List<string> _log = [];

    /// <param name="seed">Decides everything that happens.</param>
    /// <param name="connect">Makes the carrier of this platform.</param>
    public SimulatedPlatform(int seed, Func<SimulatedPlatform, ISmsSender> connect)
    {
        _random = new Random(seed);
        Queues = new MemoryQueues(Time);
        _carrier = connect(this);
        _hosts = [OpenHost(), OpenHost()];
        _tables.Before = call =>
        {
            // Only between the steps of a sender. The ledger's own loop holds its partition during a call.
            if (call.Table is "contacts" or "links")
            {
                MaybeInterrupt();
            }

            if (call is { Table: "contacts", Operation: "Get" })
            {
                ContactRead?.Invoke(Depth);
            }

            MaybeCrash();
        };
        _tables.After = _ => MaybeCrash();
    }

    /// <summary>Monday 23 November 2026, 11:00 in Almaty, at the start.</summary>
    public FakeTimeProvider Time { get; } = new(FrontDoor.Start);

    public DateTimeOffset Now => Time.GetUtcNow();

    public MemoryQueues Queues { get; }

    /// <summary>No crash, no interruption, and a carrier that works.</summary>
    public bool IsReliable { get; set; } = true;

    /// <summary>How many actions are interrupted at this moment.</summary>
    public int Depth { get; private set; }

    /// <summary>Interruptions so far.</summary>
    public int Interruptions { get; private set; }

    /// <summary>Does something else in the middle of an action.</summary>
    public Func<Task>? Interrupt { get; set; }

    /// <summary>A host is about to read a contact, at this depth.</summary>
    public Action<int>? ContactRead { get; set; }

    /// <summary>The steps so far, for the message of a failure.</summary>
    public string Log => string.Join('\n', _log);

    public void Note(string what) => _log.Add($"{Now:MM-dd HH:mm:ss} {new string(' ', 2 * Depth)}{what}");

    /// <summary>A random number from 0 to <paramref name="count"/> - 1.</summary>
    public int Next(int count) => _random.Next(count);

    /// <summary>True once in <paramref name="count"/> times.</summary>
    public bool OneIn(int count) => _random.Next(count) is 0;

    public T Pick<T>(IReadOnlyList<T> all) => all[_random.Next(all.Count)];

    public T Get<T>()
        where T : notnull => _hosts[0].GetRequiredService<T>();

    public Task RegisterAsync(Service service) =>
        Get<ServicesTable>().WriteAsync(service, null, CancellationToken.None);

    /// <summary>Reads a row without crashes and interruptions.</summary>
    public async Task<Interaction?> FindAsync(InteractionKey key)
    {
        var wasReliable = IsReliable;
        IsReliable = true;
        try
        {
            return await Get<InteractionLedger>().FindAsync(key, CancellationToken.None);
        }
        finally
        {
            IsReliable = wasReliable;
        }
    }

    /// <summary>Does something on a host. False: the host crashed and a new one has its place.</summary>
    public async Task<bool> TryAsync(Func<IServiceProvider, Task> action)
    {
        var number = _random.Next(_hosts.Length);
        try
        {
            await action(_hosts[number]);
            return true;
        }
        catch (Exception e)
            when (e is CrashException
                || (e is AggregateException several && several.InnerExceptions.All(each => each is CrashException))
            )
        {
            _hosts[number] = OpenHost();
            return false;
        }
    }

    /// <summary>Does something until no host crashes. This is how callers repeat reports, webhooks and forms.</summary>
    public async Task RetryAsync(Func<IServiceProvider, Task> action)
    {
        while (!await TryAsync(action))
        {
            Note("again:");
        }
    }

    public void MaybeInterrupt()
    {
        if (IsReliable || Depth >= MaxDepth || !OneIn(8))
        {
            return;
        }

        Depth++;
        Interruptions++;
        try
        {
            Note("meanwhile:");
            Interrupt!().GetAwaiter().GetResult();
            Note("(end)");
        }
        finally
        {
            Depth--;
        }
    }

    public void MaybeCrash()
    {
        if (!IsReliable && OneIn(120))
        {
            Note("a host crashes");
            throw new CrashException();
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var host in _hosts)
        {
            await host.DisposeAsync();
        }
    }

    private ServiceProvider OpenHost() => MemoryHost.Open(_tables, Queues, Time, _carrier, 1);
}
