using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Surveys.Tests.Fixture;

/// <summary>
/// Collects log messages. When it is disposed, it fails the test for each message at Warning or above that was not
/// expected.
/// </summary>
internal sealed class LogCollector : ILoggerProvider, ILoggerFactory
{
    private readonly ConcurrentQueue<(LogLevel Level, string Category, string Text, Exception? Exception)> _lines = [];
    private readonly ConcurrentBag<string> _expected = [];

    /// <summary>All messages so far.</summary>
    public IReadOnlyList<string> Lines => [.. _lines.Select(line => line.Text)];

    /// <summary>Allows messages that contain this text, at any level.</summary>
    public void Expect(string text) => _expected.Add(text);

    public ILogger<T> For<T>() => new Logger<T>(this);

    public ILogger CreateLogger(string categoryName) => new Collecting(this, categoryName);

    public void AddProvider(ILoggerProvider provider) { }

    public void Dispose()
    {
        var unexpected = _lines
            .Where(line =>
                line.Level >= LogLevel.Warning
                && !_expected.Any(text => line.Text.Contains(text, StringComparison.Ordinal))
            )
            .Select(line => $"{line.Level} {line.Category}: {line.Text} {line.Exception}");
        Assert.Empty(unexpected);
    }

    private sealed class Collecting(LogCollector collector, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        ) => collector._lines.Enqueue((logLevel, category, formatter(state, exception), exception));
    }
}
