using System.Collections.Concurrent;
using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using Azure;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using Surveys.Http;
using Surveys.Privacy;
using Surveys.Sms;
using Surveys.Sms.Twilio;

namespace Surveys.Local;

/// <summary>
/// A carrier that is made up, with phones that are: it takes the same path as the real one. It stores a text before it says that it has it, reports what
/// became of it and hands on what citizens write through signed webhooks, sometimes twice and in the wrong order, and goes on with all that after a restart.
/// </summary>
internal sealed partial class SimulatedPhones(
    PhonesTable table,
    HostAddress hostAddress,
    IOptions<SurveysOptions> addresses,
    IOptions<TwilioWebhookOptions> options,
    TimeProvider time,
    ILogger<SimulatedPhones> logger
) : BackgroundService, ISmsSender
{
    private const int Parallel = 16;

    private static readonly TimeSpan ShortestRetry = TimeSpan.FromMilliseconds(200);

    private static readonly TimeSpan LongestRetry = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan LongestDelivery = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<Task, bool> _errands = [];
    private readonly Dictionary<PhoneNumber, Task> _lines = [];
    private readonly Dictionary<PhoneNumber, Task> _reports = [];
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _posting = new(Parallel);
    private readonly CancellationTokenSource _stop = new();
    private readonly HttpClient _platform = new(
        new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }
    )
    {
        BaseAddress = hostAddress.Uri,
        Timeout = TimeSpan.FromSeconds(15),
    };

    /// <inheritdoc/>
    public async Task<SendResult> SendAsync(OutgoingSms message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        var magic = MagicNumbers.Of(message.To);
        try
        {
            switch (magic)
            {
                case Magic.Invalid:
                    return TwilioErrors.Refuse(21211);
                case Magic.Unsubscribed:
                    return TwilioErrors.Refuse(TwilioErrors.Unsubscribed);
                case Magic.ThrottledOnce when await table.IsFirstAsync(message.StatusCallback.Query, cancellationToken):
                    return new SendResult.Throttled(TimeSpan.FromSeconds(1));
                case Magic.RequestLost when await table.IsFirstAsync(message.StatusCallback.Query, cancellationToken):
                    return new SendResult.Unknown();
            }

            var taken = new PhoneText
            {
                Sid = PhonesTable.NewSid(),
                Phone = message.To,
                Sender = message.From,
                IsInbound = false,
                Body = message.Body,
                At = time.GetUtcNow(),
                Status = "queued",
                StatusCallback = message.StatusCallback.ToString(),
                Pending = magic is not Magic.AnswerAndReportsLost,
            };
            await table.AddAsync(taken, cancellationToken);
            if (taken.Pending)
            {
                Report(taken);
            }

            return magic is Magic.AnswerLost or Magic.AnswerAndReportsLost
                ? new SendResult.Unknown()
                : new SendResult.Accepted(taken.Sid);
        }
        catch (Exception e) when (e is RequestFailedException or AggregateException)
        {
            // It may have been stored.
            Log.CouldNotStore(logger, e);
            return new SendResult.Unknown();
        }
    }

    /// <inheritdoc/>
    public async Task<FindResult> FindAsync(
        PhoneNumber to,
        DateTimeOffset since,
        string code,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var found = (await table.ListAsync(to, cancellationToken)).FirstOrDefault(text =>
                !text.IsInbound && text.At >= since && text.Body.Contains(code, StringComparison.Ordinal)
            );
            return found is null
                ? new FindResult.NotFound()
                : new FindResult.Found(found.Sid, TwilioStatuses.Read(found.Status, found.ErrorCode));
        }
        catch (Exception e) when (e is RequestFailedException or AggregateException)
        {
            Log.CouldNotStore(logger, e);
            return new FindResult.Inconclusive();
        }
    }

    /// <summary>A citizen writes: stored when this returns, and handed on through the platform's webhook after it.</summary>
    public async Task<PhoneText> WriteAsync(
        PhoneNumber from,
        string to,
        string body,
        CancellationToken cancellationToken
    )
    {
        var text = new PhoneText
        {
            Sid = PhonesTable.NewSid(),
            Phone = from,
            Sender = to,
            IsInbound = true,
            Body = body,
            At = time.GetUtcNow(),
            Status = "received",
            Pending = true,
        };
        await table.AddAsync(text, cancellationToken);
        HandOn(text);
        return text;
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stop.CancelAsync();
        await base.StopAsync(cancellationToken);
        await Task.WhenAll(_errands.Keys).WaitAsync(cancellationToken);
    }

    public override void Dispose()
    {
        _platform.Dispose();
        _posting.Dispose();
        _stop.Dispose();
        base.Dispose();
    }

    /// <summary>Goes on with what the last run left.</summary>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var wait = ShortestRetry;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                foreach (var text in await table.ListPendingAsync(stoppingToken))
                {
                    if (text.IsInbound)
                    {
                        HandOn(text);
                    }
                    else
                    {
                        Report(text);
                    }
                }

                return;
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is RequestFailedException or AggregateException)
            {
                Log.CouldNotStore(logger, e);
            }

            await Task.Delay(wait, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            wait = Longer(wait);
        }
    }

    private void Report(PhoneText text)
    {
        lock (_lock)
        {
            _reports[text.Phone] = Task.WhenAll(
                _reports.GetValueOrDefault(text.Phone, Task.CompletedTask),
                Begin(stop => ReportAsync(text, stop))
            );
        }
    }

    /// <summary>Texts of one phone are handed on one after the other, in the order in which they were written.</summary>
    private void HandOn(PhoneText text)
    {
        lock (_lock)
        {
            var before = _lines.GetValueOrDefault(text.Phone, Task.CompletedTask);
            var reports = _reports.GetValueOrDefault(text.Phone, Task.CompletedTask);
            var errand = Begin(async stop =>
            {
                await before;

                // A phone can't answer what has not been delivered, and nobody answers faster than a network reports.
                await reports
                    .WaitAsync(LongestDelivery, time, stop)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                stop.ThrowIfCancellationRequested();
                await HandOnAsync(text, stop);
            });
            _lines[text.Phone] = errand;
        }
    }

    private async Task HandOnAsync(PhoneText text, CancellationToken stop)
    {
        await Task.Delay(Jitter(text, 20, 80), time, stop);
        var answer = await PostUntilTakenAsync(
            addresses.Value.AddressOf(TwilioEndpoints.MessagesPath),
            [
                new("MessageSid", text.Sid),
                new("SmsMessageSid", text.Sid),
                new("From", text.Phone.E164),
                new("To", text.Sender),
                new("Body", text.Body),
                new("NumMedia", "0"),
                new("NumSegments", Segments.Of(text.Body).Parts.ToString(CultureInfo.InvariantCulture)),
                new("ApiVersion", "2010-04-01"),
            ],
            stop
        );
        var reply = ReplyIn(answer) is { } body
            ? new PhoneText
            {
                Sid = PhonesTable.NewSid(),
                Phone = text.Phone,
                Sender = text.Sender,
                IsInbound = false,
                Body = body,
                At = time.GetUtcNow(),
                Status = "delivered",
            }
            : null;
        await FinishAsync(text, reply, stop);
    }

    private async Task ReportAsync(PhoneText text, CancellationToken stop)
    {
        var (final, code) = MagicNumbers.Of(text.Phone) switch
        {
            Magic.Unreachable => ("undelivered", 30003),
            Magic.Filtered => ("undelivered", 30007),
            Magic.Expired => ("undelivered", 30036),
            _ => ("delivered", (int?)null),
        };
        await Task.Delay(Jitter(text, 50, 250), time, stop);
        foreach (var status in Order(text, final))
        {
            List<KeyValuePair<string, string>> form =
            [
                new("MessageSid", text.Sid),
                new("SmsSid", text.Sid),
                new("MessageStatus", status),
                new("SmsStatus", status),
                new("From", text.Sender),
                new("To", text.Phone.E164),
                new("ApiVersion", "2010-04-01"),
            ];
            if (status == final && code is { } number)
            {
                form.Add(new("ErrorCode", number.ToString(CultureInfo.InvariantCulture)));
            }

            // The path is the text's; the address is the one of today, which a restart may have changed.
            await PostUntilTakenAsync(
                addresses.Value.AddressOf(new Uri(text.StatusCallback!).PathAndQuery),
                form,
                stop
            );
            await Task.Delay(Jitter(text, 20, 200), time, stop);
        }

        await FinishAsync(text with { Status = final, ErrorCode = code }, null, stop);
    }

    /// <summary>Most reports come in order; some twice, some the last one first: as from a real carrier.</summary>
    private static string[] Order(PhoneText text, string final) =>
        (Draw(text) % 8) switch
        {
            0 => ["queued", "sent", final, final],
            1 => [final, "sent"],
            2 => ["sent", final, "sent"],
            _ => ["sent", final],
        };

    /// <summary>Posts as Twilio does: signed over the public address, sent to where this host listens, and again until it is taken. Null: it was refused.</summary>
    private async Task<string?> PostUntilTakenAsync(
        Uri address,
        IReadOnlyList<KeyValuePair<string, string>> form,
        CancellationToken stop
    )
    {
        var signature = TwilioSignature.Of(
            options.Value.AuthToken!,
            address.ToString(),
            form.Select(field => new KeyValuePair<string, StringValues>(field.Key, field.Value))
        );
        for (var wait = ShortestRetry; ; wait = Longer(wait))
        {
            await _posting.WaitAsync(stop);
            try
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, address.PathAndQuery)
                {
                    Content = new FormUrlEncodedContent(form),
                };
                request.Headers.Add(TwilioSignature.Header, signature);
                using var response = await _platform.SendAsync(request, stop);
                if (response.IsSuccessStatusCode)
                {
                    return await response.Content.ReadAsStringAsync(stop);
                }

                if ((int)response.StatusCode is >= 400 and < 500 and not 429)
                {
                    Log.Refused(logger, address.AbsolutePath, (int)response.StatusCode);
                    return null;
                }
            }
            catch (Exception e)
                when (e is HttpRequestException or IOException
                    || (e is TaskCanceledException && !stop.IsCancellationRequested)
                )
            {
                Log.NotTaken(logger, address.AbsolutePath, e.Message);
            }
            finally
            {
                _posting.Release();
            }

            await Task.Delay(wait, time, stop);
        }
    }

    private async Task FinishAsync(PhoneText text, PhoneText? reply, CancellationToken stop)
    {
        for (var wait = ShortestRetry; ; wait = Longer(wait))
        {
            try
            {
                await table.FinishAsync(text, reply, stop);
                return;
            }
            catch (RequestFailedException e) when (e.Status is 409)
            {
                // The reply is there: the answer to an earlier attempt was lost.
                return;
            }
            catch (Exception e) when (e is RequestFailedException or AggregateException)
            {
                Log.CouldNotStore(logger, e);
            }

            await Task.Delay(wait, time, stop);
        }
    }

    /// <summary>Runs beside the caller; awaited at the stop, and begun anew at the next start where it was cut.</summary>
    private Task Begin(Func<CancellationToken, Task> run)
    {
        async Task RunAsync()
        {
            await Task.Yield();
            try
            {
                await run(_stop.Token);
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested) { }
#pragma warning disable CA1031 // The edge of what runs by itself: logged, and tried again at the next start.
            catch (Exception e)
#pragma warning restore CA1031
            {
                Log.Failed(logger, e);
            }
        }

        var errand = RunAsync();
        _errands[errand] = true;
        _ = errand.ContinueWith(
            done => _errands.TryRemove(done, out _),
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default
        );
        return errand;
    }

    private static string? ReplyIn(string? answer)
    {
        if (string.IsNullOrWhiteSpace(answer))
        {
            return null;
        }

        try
        {
            return XDocument.Parse(answer).Root?.Element("Message")?.Value;
        }
        catch (XmlException)
        {
            return null;
        }
    }

    private static TimeSpan Longer(TimeSpan wait) => wait * 2 > LongestRetry ? LongestRetry : wait * 2;

    /// <summary>The same for a text whenever it is asked: a run can be repeated.</summary>
    private static int Draw(PhoneText text) =>
        int.Parse(text.Sid.AsSpan(2, 6), NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    private static TimeSpan Jitter(PhoneText text, int least, int most) =>
        TimeSpan.FromMilliseconds(least + (Draw(text) % (most - least)));

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The simulated carrier could not store a text; it will be tried again")]
        public static partial void CouldNotStore(ILogger logger, Exception exception);

        [LoggerMessage(2, LogLevel.Warning, "The platform refused a webhook of {Path} with {Status}")]
        public static partial void Refused(ILogger logger, string path, int status);

        [LoggerMessage(3, LogLevel.Debug, "A webhook of {Path} was not taken; it will be posted again: {Reason}")]
        public static partial void NotTaken(ILogger logger, string path, string reason);

        [LoggerMessage(4, LogLevel.Error, "An errand of the simulated carrier failed")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
