using System.Globalization;
using Surveys.Privacy;
using Surveys.Sms;

namespace Surveys.Tests.Sms.SecondCarrier;

/// <summary>The sender of the second carrier, with the carrier's list in memory.</summary>
internal sealed class ExampleSender : ISmsSender
{
    private readonly List<(string Id, string State, OutgoingSms Message)> _list = [];

    /// <summary>The error code by which the carrier refuses; null: it accepts.</summary>
    public string? Error { get; set; }

    /// <summary>Whether the answers to accepted messages are lost.</summary>
    public bool LosesAnswers { get; set; }

    public (string Id, OutgoingSms Message) Last => (_list[^1].Id, _list[^1].Message);

    public Task<SendResult> SendAsync(OutgoingSms message, CancellationToken cancellationToken)
    {
        if (Error is { } error)
        {
            return Task.FromResult<SendResult>(ExampleWords.Refuse(error));
        }

        var id = string.Create(CultureInfo.InvariantCulture, $"example/{_list.Count}");
        _list.Add((id, "DELIVRD", message));
        return Task.FromResult<SendResult>(LosesAnswers ? new SendResult.Unknown() : new SendResult.Accepted(id));
    }

    public Task<FindResult> FindAsync(
        PhoneNumber to,
        DateTimeOffset since,
        string code,
        CancellationToken cancellationToken
    )
    {
        var found = _list.Find(item =>
            item.Message.To == to && item.Message.Body.Contains(code, StringComparison.Ordinal)
        );
        return Task.FromResult<FindResult>(
            found.Id is null
                ? new FindResult.NotFound()
                : new FindResult.Found(found.Id, ExampleWords.Read(found.State))
        );
    }
}
