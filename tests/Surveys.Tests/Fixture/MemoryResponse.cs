using System.Diagnostics.CodeAnalysis;
using Azure;
using Azure.Core;

namespace Surveys.Tests.Fixture;

/// <summary>
/// A response of a table in memory. A class of its own and not a mock: each call makes one, and a mock costs more than
/// the call.
/// </summary>
internal sealed class MemoryResponse(int status, ETag? etag) : Response
{
    public override int Status => status;

    public override string ReasonPhrase => "";

    public override Stream? ContentStream { get; set; }

    public override string ClientRequestId { get; set; } = "";

    public override void Dispose() { }

    protected override bool ContainsHeader(string name) => TryGetHeader(name, out _);

    protected override IEnumerable<HttpHeader> EnumerateHeaders() =>
        etag is { } tag ? [new HttpHeader("ETag", tag.ToString("H"))] : [];

    protected override bool TryGetHeader(string name, [NotNullWhen(true)] out string? value) =>
        (value = name is "ETag" ? etag?.ToString("H") : null) is not null;

    protected override bool TryGetHeaderValues(string name, [NotNullWhen(true)] out IEnumerable<string>? values) =>
        (values = TryGetHeader(name, out var value) ? [value] : null) is not null;
}

/// <summary>A row that exists.</summary>
internal sealed class FoundResponse<T>(T value) : NullableResponse<T>
{
    public override bool HasValue => true;

    public override T Value => value;

    public override Response GetRawResponse() => new MemoryResponse(200, null);
}

/// <summary>A row that does not exist.</summary>
internal sealed class NotFoundResponse<T> : NullableResponse<T>
{
    public override bool HasValue => false;

    public override T Value => throw new InvalidOperationException("The row does not exist.");

    public override Response GetRawResponse() => new MemoryResponse(404, null);
}
